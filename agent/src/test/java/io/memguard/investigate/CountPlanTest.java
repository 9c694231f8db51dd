package io.memguard.investigate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountPlanTest {
  private static final double WORTHWHILE = 10;

  private final CountPlan plan = new CountPlan();

  @Test
  void theFirstTwoCountsWaitForTheFloorToRise() {
    assertThat(plan.isDue(0, 9, WORTHWHILE)).isFalse();
    assertThat(plan.isDue(0, 10, WORTHWHILE)).isTrue();
    plan.counted(0, 10, WORTHWHILE);
    assertThat(plan.isDue(100, 19, WORTHWHILE)).isFalse();
    assertThat(plan.isDue(100, 20, WORTHWHILE)).isTrue();
  }

  @Test
  void laterCountsComeWhenAWorthwhileGrowthIsExpected() {
    plan.counted(0, 10, WORTHWHILE);
    plan.counted(5, 15, WORTHWHILE);
    assertThat(plan.isDue(14, 1_000, WORTHWHILE)).isFalse();
    assertThat(plan.isDue(15, 0, WORTHWHILE)).isTrue();
  }

  @Test
  void garbageIsCountedEverMoreRarely() {
    plan.counted(0, 10, WORTHWHILE);
    plan.counted(1, 10, WORTHWHILE);
    assertThat(plan.isDue(60, 15, WORTHWHILE)).isFalse();
    assertThat(plan.isDue(61, 15, WORTHWHILE)).isTrue();
    plan.counted(61, 10, WORTHWHILE);
    assertThat(plan.isDue(180, 15, WORTHWHILE)).isFalse();
    assertThat(plan.isDue(181, 15, WORTHWHILE)).isTrue();
    for (int i = 0; i < 100; i++) {
      plan.counted(200, 10, WORTHWHILE);
    }
    assertThat(plan.isDue(200 + 6 * 3_600, 100, WORTHWHILE)).as("at the latest").isTrue();
  }

  @Test
  void growthAfterAVainCountIsAskedAboutSooner() {
    plan.counted(0, 10, WORTHWHILE);
    plan.counted(1, 10, WORTHWHILE);
    assertThat(plan.isDue(20, 19, WORTHWHILE)).isFalse();
    assertThat(plan.isDue(20, 20, WORTHWHILE)).isTrue();
    plan.counted(20, 10, WORTHWHILE);
    assertThat(plan.isDue(40, 29, WORTHWHILE)).isFalse();
    assertThat(plan.isDue(40, 30, WORTHWHILE)).isTrue();
  }

  @Test
  void startingOverKeepsTheWaitAfterVainCounts() {
    plan.counted(0, 10, WORTHWHILE);
    plan.counted(1, 10, WORTHWHILE);
    plan.startOver();
    assertThat(plan.isDue(2, 15, WORTHWHILE)).isFalse();
    assertThat(plan.isDue(61, 15, WORTHWHILE)).isTrue();
  }
}
