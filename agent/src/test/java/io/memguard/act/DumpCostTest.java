package io.memguard.act;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DumpCostTest {

  private static final long GIB = 1 << 30;

  @Test
  void startsFromUpperBounds() {
    DumpCost cost = new DumpCost(17, () -> 0);
    assertThat(cost.fileBytes(1000)).isEqualTo(1800);
    assertThat(cost.peakBytes(1000)).isEqualTo(1800);
    assertThat(cost.pauseMillis(GIB)).isEqualTo(3500);
  }

  @Test
  void segmentsTakeTwiceTheRoom() {
    assertThat(new DumpCost(21, () -> 0).peakBytes(1000)).isEqualTo(1800);
    assertThat(new DumpCost(22, () -> 0).peakBytes(1000)).isEqualTo(3600);
  }

  @Test
  void learnsFromADump() {
    DumpCost cost = new DumpCost(17, () -> 0);
    cost.learn(GIB, GIB + GIB / 10, 2000);
    assertThat(cost.fileBytes(1000)).isEqualTo(1375);
    assertThat(cost.pauseMillis(GIB)).isEqualTo(2500);
  }

  @Test
  void oneFastDumpDoesNotMakeItCareless() {
    DumpCost cost = new DumpCost(17, () -> 0);
    cost.learn(GIB, GIB / 100, 1);
    assertThat(cost.fileBytes(1000)).isEqualTo(1000);
    assertThat(cost.pauseMillis(GIB)).isEqualTo(350);
  }

  @Test
  void aSlowCountOfLiveObjectsForetellsASlowDump() {
    double[] millis = {0};
    DumpCost cost = new DumpCost(17, () -> millis[0] / GIB);
    millis[0] = 500;
    assertThat(cost.pauseMillis(GIB)).isEqualTo(3500);
    millis[0] = 2000;
    assertThat(cost.pauseMillis(GIB)).isEqualTo(7000);
    // What a dump of this life took is nearer to the truth.
    cost.learn(GIB, GIB, 4000);
    assertThat(cost.pauseMillis(GIB)).isEqualTo(5000);
  }
}
