package io.memguard.detect;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.AllocationSite;
import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeLeakDetectorTest {
  private static final long LIMIT = 1_024;

  private final Random random = new Random(42);
  private Watch watch = watch(1, true);

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 5, 600})
  void mallocThatSurvivesACollectionIsProvedAtAnyPace(double step) {
    watch = watch(step, true);
    watch.remainsOfNative = before -> before - 1;
    leakTo(0.85);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.kinds).containsExactly(Kind.NATIVE_LEAK);
    assertThat(watch.asked)
        .contains(Question.LIST_LIBRARIES, Question.COLLECT_FOR_NATIVE)
        .doesNotContain(Question.TRACK_DIRECT_SITES);
    assertThat(watch.worst.account()).isEqualTo("native");
    assertThat(watch.worst.experiments()).hasSize(1);
    assertThat(watch.worst.secondsToLimit()).isPresent();
    assertThat(watch.collections).as("asked for, before any budget").isLessThanOrEqualTo(6);
  }

  @Test
  void objectsThatAreDroppedUnclosedAreALeakTillTheNextCollection() {
    watch.remainsOfNative = before -> 25;
    while (watch.collections == 0) {
      grow();
      watch.tick();
    }
    watch.ticks(3, this::grow);
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(english(watch.worst.summary())).contains("without being closed");
    watch.ticks(900, () -> watch.service.jniMalloc = 25 + random.nextDouble());
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void whatLibrariesMapThemselvesIsProvedToo() {
    watch.remainsOfNative = before -> before;
    watch.remainsOfKept = before -> before;
    while (level() < 0.85) {
      watch.service.unexplained += 5 + random.nextDouble();
      watch.tick();
    }
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.asked).contains(Question.TRIM);
    assertThat(english(watch.worst.summary())).contains("mapped by native code");
  }

  @Test
  void withoutExperimentsItsOwnCollectionsProveIt() {
    watch = watch(1, false);
    for (int i = 0; level() < 0.85; i++) {
      if (i % 6 == 0) {
        watch.service.collected(80);
      }
      grow();
      watch.tick();
    }
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.asked).containsExactly(Question.LIST_LIBRARIES);
  }

  @Test
  void withoutAnyCollectionNothingIsProved() {
    watch = watch(1, false);
    leakTo(0.9);
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
  }

  @Test
  void withoutTrackingItIsProvedAsWell() {
    watch.service.absent.add(Part.NATIVE_MEMORY);
    watch.remainsOfNative = before -> before;
    leakTo(0.85);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.asked).contains(Question.TRACK_DIRECT_SITES);
    assertThat(english(watch.worst.explanation())).contains("-XX:NativeMemoryTracking=summary");
  }

  @Test
  void whatTheHooksSeeIsJavasOwnAndNoLeakOfALibrary() {
    watch.service.absent.add(Part.NATIVE_MEMORY);
    watch.remainsOfNative = before -> before;
    for (int i = 0; level() < 0.9; i++) {
      watch.service.unsafe += 4 + random.nextDouble();
      if (watch.asked.contains(Question.TRACK_DIRECT_SITES)) {
        watch.service.absent.remove(Part.SITES);
        long seen = watch.service.sites.isEmpty() ? 0 : watch.service.sites.get(0).bytes();
        watch.service.sites =
            List.of(new AllocationSite("a.B.c", List.of("a.B.c"), seen + Ticks.bytes(4.5), i));
      }
      watch.tick();
    }
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void aNativeCacheThatFillsAndStaysIsNoLeak() {
    watch.remainsOfNative = before -> before;
    leakTo(0.5);
    watch.ticks(300, () -> {});
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void aNativeCacheThatFillsEverSlowerIsNoLeak() {
    watch.remainsOfNative = before -> before;
    watch.ticks(300, () -> watch.service.jniMalloc += (500 - watch.service.jniMalloc) / 30);
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
  }

  @Test
  void growthBesideAHeapThatFillsTheContainerIsNotProved() {
    watch.remainsOfNative = before -> before;
    watch.ticks(
        150,
        () -> {
          watch.service.heapResident += 4;
          watch.service.jniMalloc += 0.5;
        });
    assertThat(level()).isGreaterThan(0.7);
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
  }

  @Test
  void stacksOfManyThreadsAreNoLeakOfALibrary() {
    watch.service.absent.add(Part.NATIVE_MEMORY);
    watch.service.stacks = 0;
    watch.ticks(
        120,
        () -> {
          watch.service.threads += 6;
          watch.service.unexplained += 3;
        });
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void withoutFiguresTheReasonIsTold() {
    watch.service.absent.add(Part.PROCESS);
    watch.tick();
    assertThat(watch.finding.verdict()).isEmpty();
    assertThat(watch.finding.reason()).startsWith("native memory is not known");
  }

  private void grow() {
    watch.service.jniMalloc += 4 + random.nextDouble();
  }

  private double level() {
    return (double) watch.service.nonReclaimable() / Ticks.bytes(LIMIT);
  }

  private void leakTo(double share) {
    while (level() < share) {
      grow();
      watch.tick();
    }
  }

  private static Watch watch(double step, boolean mayCollect) {
    Ticks service = new Ticks(step);
    service.limit = OptionalLong.of(LIMIT);
    return new Watch(service, new NativeLeakDetector(mayCollect));
  }
}
