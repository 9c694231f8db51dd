package io.memguard.act;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DumpCostTest {

  private static final long GIB = 1 << 30;

  @Test
  void startsFromUpperBounds() {
    DumpCost cost = new DumpCost(17);
    assertThat(cost.fileBytes(1000)).isEqualTo(1800);
    assertThat(cost.peakBytes(1000)).isEqualTo(1800);
    assertThat(cost.pauseMillis(GIB)).isEqualTo(3500);
  }

  @Test
  void segmentsTakeTwiceTheRoom() {
    assertThat(new DumpCost(21).peakBytes(1000)).isEqualTo(1800);
    assertThat(new DumpCost(22).peakBytes(1000)).isEqualTo(3600);
  }

  @Test
  void learnsFromADump() {
    DumpCost cost = new DumpCost(17);
    cost.learn(GIB, GIB + GIB / 10, 2000);
    assertThat(cost.fileBytes(1000)).isEqualTo(1375);
    assertThat(cost.pauseMillis(GIB)).isEqualTo(2500);
  }

  @Test
  void oneFastDumpDoesNotMakeItCareless() {
    DumpCost cost = new DumpCost(17);
    cost.learn(GIB, GIB / 100, 1);
    assertThat(cost.fileBytes(1000)).isEqualTo(1000);
    assertThat(cost.pauseMillis(GIB)).isEqualTo(350);
  }
}
