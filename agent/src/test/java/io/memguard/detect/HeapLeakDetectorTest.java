package io.memguard.detect;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.ledger.LiveCount;
import io.memguard.ledger.Turnover;
import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heap is 512 MiB; each cycle of garbage ends with a collection of the whole heap. */
class HeapLeakDetectorTest {
  private static final double MAXIMUM = 512;
  private static final int TICKS_A_CYCLE = 6;

  private final Random random = new Random(42);
  private Watch watch = watch(5);
  private double live = 60;

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 5, 600})
  void aLiveSetThatRisesIsProvedAtAnyPace(double step) {
    watch = watch(step);
    leakTo(0.8, 20);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.kinds).containsExactly(Kind.HEAP_LEAK);
    assertThat(watch.worst.account()).isEqualTo("heap");
    assertThat(watch.worst.limitBytes()).hasValue(Ticks.bytes(MAXIMUM));
    assertThat(watch.worst.bytes()).isLessThan(Ticks.bytes(0.85 * MAXIMUM));
    assertThat(watch.worst.secondsToLimit()).isPresent();
  }

  @Test
  void aFullHeapIsCritical() {
    leakTo(0.97, 15);
    assertThat(watch.severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void aLeakOfWhichMostIsStillAheadIsWatched() {
    leakTo(0.5, 10);
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.45})
  void aBoundedCacheThatFillsIsNoLeak(double bound) {
    leakTo(bound, 8);
    cycles(60, () -> {});
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void aCacheThatFillsEverSlowerIsNoLeak() {
    cycles(80, () -> live += (0.6 * MAXIMUM - live) / 10);
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
  }

  @Test
  void garbageUnderALazyCollectorIsNothing() {
    for (int i = 0; i < 600; i++) {
      watch.service.heapUsed = 60 + i % 200 * 2;
      watch.service.heapResident = Math.max(watch.service.heapResident, watch.service.heapUsed);
      watch.tick();
    }
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    assertThat(watch.asked)
        .as("a count of live objects would tell")
        .containsExactly(Question.COUNT_LIVE_OBJECTS);
  }

  @Test
  void aFlatLiveSetUnderHeavyGarbageIsNothing() {
    cycles(100, () -> live = 150 + 20 * random.nextDouble());
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void moreTrafficIsNoLeak() {
    cycles(30, () -> live = 100 + 5 * random.nextDouble());
    cycles(30, () -> live = 320 + 5 * random.nextDouble());
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void tooFewCollectionsSayWhy() {
    cycles(3, () -> live += 40);
    assertThat(watch.finding.verdict()).isEmpty();
    assertThat(watch.finding.reason())
        .isEqualTo(
            "too little data: 3 whole-heap collections so far, at least 5 are needed to speak of"
                + " growth");
  }

  @Test
  void withoutFiguresTheReasonIsTold() {
    watch.service.absent.add(Part.HEAP);
    watch.tick();
    assertThat(watch.finding).isEqualTo(Finding.none(Ticks.reason(Part.HEAP)));
  }

  @Test
  void withoutContainerLimitTheMaximumHeapBinds() {
    watch.service.limit = OptionalLong.empty();
    leakTo(0.8, 20);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.worst.limitBytes()).hasValue(Ticks.bytes(MAXIMUM));
  }

  @Test
  void withoutContainerAndPagesTheMaximumHeapBinds() {
    watch.service.absent.add(Part.CONTAINER);
    watch.service.absent.add(Part.RESIDENT_PAGES);
    leakTo(0.8, 20);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
  }

  /** 149 MiB are beside the heap, so 301 are left for it. */
  @Test
  void aLimitThatIsLoweredInTheMiddleBindsFromThenOn() {
    leakTo(0.45, 20);
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
    watch.service.limit = OptionalLong.of(450);
    leakTo(0.5, 20);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.worst.limitBytes()).hasValue(Ticks.bytes(301));
  }

  /** The flat live set is suddenly at 70 % of what it may reach. */
  @Test
  void aLimitThatIsLoweredMakesNoLeakOfAFlatLiveSet() {
    cycles(30, () -> live = 210 + 10 * random.nextDouble());
    watch.service.limit = OptionalLong.of(450);
    cycles(30, () -> live = 210 + 10 * random.nextDouble());
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void gapsPausesAndClockJumpsDoNotHideALeak() {
    int[] cycle = {0};
    cycles(
        17,
        () -> {
          live += 20;
          cycle[0]++;
          if (cycle[0] == 4) {
            watch.service.epochMillis -= 3_600_000;
          }
          if (cycle[0] == 8) {
            watch.service.pause(60);
          }
          watch.service.absent.add(Part.NON_HEAP);
        });
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
  }

  @Test
  void gapsPausesAndClockJumpsMakeNoLeak() {
    int[] cycle = {0};
    cycles(
        60,
        () -> {
          live = 300 + 20 * random.nextDouble();
          if (cycle[0]++ % 10 == 5) {
            watch.service.epochMillis += cycle[0] % 20 < 10 ? 3_600_000 : -3_600_000;
            watch.service.pause(60);
          }
        });
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void withoutACountThatAgreesALeakIsOnlyWatched() {
    watch = counting();
    leakTo(0.9, 20);
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
    assertThat(watch.asked).contains(Question.COUNT_LIVE_OBJECTS);
  }

  @Test
  void aCountThatAgreesProvesTheLeakBeforeItIsLate() {
    watch = counting();
    watch.counts = () -> LiveCount.of(0, Ticks.bytes(0.95 * live));
    leakTo(0.85, 20);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.worst.bytes()).isLessThan(Ticks.bytes(0.85 * MAXIMUM));
  }

  /** A concurrent collector that is short of CPU leaves ever more garbage in its figures. */
  @Test
  void aCountThatContradictsKeepsFloatingGarbageFromBeingALeak() {
    watch = counting();
    watch.counts = () -> LiveCount.of(0, Ticks.bytes(60));
    leakTo(0.9, 20);
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
  }

  @Test
  void aCountThatIsTooCostlyDoesNotHideALeak() {
    watch = counting();
    watch.counts = () -> LiveCount.refused(0, false);
    leakTo(0.85, 20);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
  }

  /** Nothing is collected until the heap is full; only counts tell what lives. */
  @Test
  void aLeakThatIsNeverCollectedIsProvedByCounts() {
    watch = counting();
    watch.counts = () -> LiveCount.of(0, Ticks.bytes(watch.service.heapUsed - 10));
    watch.service.heapUsed = 40;
    while (watch.service.heapUsed < 0.85 * MAXIMUM) {
      watch.service.heapUsed += 5;
      watch.service.heapResident = watch.service.heapUsed;
      watch.tick();
    }
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
  }

  /** Each cycle leaves anything between the live set and a full heap. */
  @Test
  void exactCountsProveALeakThatFloatingGarbageHides() {
    watch = counting();
    for (int i = 0; live < 0.8 * MAXIMUM; i++) {
      live += 3;
      boolean due = i % 12 == 11;
      watch.counts = due ? () -> LiveCount.of(0, Ticks.bytes(live)) : null;
      watch.service.heapUsed = MAXIMUM * 0.95;
      watch.service.collectedLoosely(live + (0.97 * MAXIMUM - live) * random.nextDouble());
      watch.tick();
    }
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
  }

  @Test
  void twoCountsThatAreEqualEndTheCase() {
    watch = counting();
    watch.counts = () -> LiveCount.of(0, Ticks.bytes(live));
    leakTo(0.7, 20);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    // An idle heap in which only the agent allocates, and is not collected any more.
    double[] used = {live + 100};
    watch.ticks(30, () -> watch.service.heapUsed = used[0] += 1);
    assertThat(watch.finding.verdict()).isEmpty();
  }

  /** A collector that is short of CPU shows the heap full for a moment, an exact count does not. */
  @Test
  void aSingleFigureOfAFullHeapDoesNotEndTheCase() {
    leakTo(0.75, 10);
    double lives = live;
    live = 0.93 * MAXIMUM;
    cycles(1, () -> {});
    live = lives;
    cycles(2, () -> live += 10);
    assertThat(watch.finding.verdict()).isPresent();
  }

  @Test
  void aCacheOfSoftReferencesIsOnlyWatched() {
    watch = counting();
    watch.counts = () -> new LiveCount(0, Ticks.bytes(live), false, true);
    leakTo(0.95, 20);
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
    assertThat(english(watch.finding.verdict().orElseThrow().summary())).endsWith("; softly held");
  }

  /** Sessions with a timeout in a morning that began with the service. */
  @Test
  void objectsThatAreAllYoungAreOnlyWatched() {
    watch = counting();
    watch.counts = () -> LiveCount.of(0, Ticks.bytes(live));
    watch.ages = () -> new Turnover(false, Ticks.bytes(live), 200, 3, false);
    leakTo(0.7, 20);
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
  }

  /** It begins with the program and is searched from then on. */
  @Test
  void aTableThatIsLoadedToSixTenthsOfTheHeapIsOnlyWatched() {
    leakTo(0.64, 30);
    cycles(30, () -> {});
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void aLeakIsProvedSoonAfterThat() {
    leakTo(0.72, 30);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
  }

  @Test
  void whatNoOrdinaryReferenceReachesIsOnlyWatched() {
    watch = counting();
    watch.counts = () -> LiveCount.of(0, Ticks.bytes(live));
    watch.ages = () -> new Turnover(false, Ticks.bytes(live), 3, 3, true);
    leakTo(0.7, 20);
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
    assertThat(english(watch.finding.verdict().orElseThrow().explanation()))
        .startsWith("Hardly any of the sampled objects");
  }

  @Test
  void agesAreNotWaitedForTooLong() {
    watch = counting();
    watch.counts = () -> LiveCount.of(0, Ticks.bytes(live));
    watch.ages = () -> Turnover.OPEN;
    leakTo(0.66, 20);
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
    leakTo(0.75, 20);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
  }

  @Test
  void objectsOfAllAgesLeak() {
    watch = counting();
    watch.counts = () -> LiveCount.of(0, Ticks.bytes(live));
    watch.ages = () -> new Turnover(false, Ticks.bytes(live), 200, 60, false);
    leakTo(0.7, 20);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 5, 600})
  void growthThatStopsWithTheLoadIsOver(double step) {
    watch = watch(step);
    leakTo(0.7, 20);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    idle(30);
    assertThat(watch.finding.verdict()).as("nobody allocates, nothing is collected").isEmpty();
    assertThat(watch.finding.reason()).isEqualTo("the live set grew and does so no more");
  }

  @Test
  void growthThatStopsUnderLoadIsOver() {
    leakTo(0.7, 20);
    cycles(8, () -> {});
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void aLeakThatPausedIsProvedAgain() {
    leakTo(0.7, 20);
    idle(60);
    watch.worst = null;
    leakTo(0.85, 10);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
  }

  /** Used heap stays where it is. */
  private void idle(int ticks) {
    watch.ticks(ticks, () -> {});
  }

  private void leakTo(double share, double mibACycle) {
    while (live + mibACycle <= share * MAXIMUM) {
      cycles(1, () -> live += mibACycle);
    }
  }

  /** Garbage piles up to half of what is free, then the collector looks at the whole heap. */
  private void cycles(int count, Runnable move) {
    for (int i = 0; i < count; i++) {
      move.run();
      for (int tick = 1; tick <= TICKS_A_CYCLE; tick++) {
        watch.service.heapUsed = live + (MAXIMUM - live) / 2 * tick / TICKS_A_CYCLE;
        watch.service.heapResident = Math.max(watch.service.heapResident, watch.service.heapUsed);
        if (tick == TICKS_A_CYCLE) {
          watch.service.collected(live);
        }
        watch.tick();
      }
    }
  }

  private static Watch counting() {
    Ticks service = new Ticks(5);
    service.heapMax = MAXIMUM;
    return new Watch(service, new HeapLeakDetector(true));
  }

  private static Watch watch(double step) {
    Ticks service = new Ticks(step);
    service.heapMax = MAXIMUM;
    return new Watch(service, new HeapLeakDetector(false));
  }
}
