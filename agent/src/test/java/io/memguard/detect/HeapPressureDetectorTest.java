package io.memguard.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** The heap is 512 MiB; the collector looks at all of it at every fifth tick. */
class HeapPressureDetectorTest {
  private Watch watch = watch(true);

  @Test
  void aLiveSetThatFillsTheHeapIsProvedByACount() {
    watch.counted = 450;
    cycles(20, () -> 455);
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(watch.kinds).containsExactly(Kind.HEAP_PRESSURE);
    assertThat(watch.worst.bytes()).isEqualTo(Ticks.bytes(455));
  }

  @Test
  void whereNobodyMayCountTheCollectionsProve() {
    watch = watch(false);
    cycles(20, () -> 455);
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(watch.asked).isEmpty();
  }

  @Test
  void anAlmostFullHeapIsCritical() {
    watch.counted = 495;
    cycles(20, () -> 497);
    assertThat(watch.severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void untilItIsCountedItIsWatched() {
    cycles(20, () -> 455);
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
    assertThat(watch.asked).containsExactly(Question.COUNT_LIVE_OBJECTS);
  }

  @Test
  void floatingGarbageIsNoPressure() {
    watch.counted = 200;
    cycles(20, () -> 455);
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
    assertThat(watch.finding.verdict()).isEmpty();
    assertThat(watch.finding.questions())
        .as("what fills the heap may be live by now")
        .containsExactly(Question.COUNT_LIVE_OBJECTS);
  }

  @Test
  void aLiveSetThatRisesIsTheHeapLeaksVerdict() {
    watch.counted = 450;
    double[] live = {100};
    cycles(60, () -> live[0] = Math.min(500, live[0] + 15));
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void theLastBitBeforeTheHeapIsFullIsNoRise() {
    watch.counted = 460;
    double[] live = {440};
    cycles(40, () -> live[0] = Math.min(465, live[0] + 3));
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aBoundedCacheInALargeHeapIsNothing() {
    cycles(40, () -> 360);
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void onePeakIsNothing() {
    watch.counted = 455;
    int[] cycle = {0};
    cycles(40, () -> cycle[0]++ % 8 < 3 ? 455 : 200);
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  /** A leak that filled the heap before it was proved: full collections, one after the other. */
  @Test
  void aServiceThatStandsStillIsToldAtOnce() {
    rush(700);
    assertThat(watch.severity()).isEqualTo(Severity.CRITICAL);
  }

  /** The same heap, filled as fast, in a service that goes on working. */
  @Test
  void aFullHeapThatCostsLittleIsGivenTime() {
    rush(50);
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
  }

  @Test
  void withoutFiguresTheReasonIsTold() {
    watch.service.absent.add(Part.HEAP);
    watch.tick();
    assertThat(watch.finding).isEqualTo(Finding.none(Ticks.reason(Part.HEAP)));
  }

  /** Fills the heap within ten seconds and keeps it so for eight, with a collection each second. */
  private void rush(long millisACollection) {
    for (int second = 0; second < 18; second++) {
      watch.service.collected(Math.min(500, 200 + 30 * second));
      watch.service.collectionMillis += millisACollection;
      watch.ticks(1, () -> {});
    }
  }

  private void cycles(int count, DoubleSupplier live) {
    for (int cycle = 0; cycle < count; cycle++) {
      watch.service.collected(live.getAsDouble());
      watch.ticks(5, () -> {});
    }
  }

  private static Watch watch(boolean mayCount) {
    return new Watch(new Ticks(1), new HeapPressureDetector(mayCount));
  }
}
