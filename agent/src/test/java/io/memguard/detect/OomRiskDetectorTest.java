package io.memguard.detect;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The container may have 1 GiB. */
class OomRiskDetectorTest {
  private static final double LIMIT = 1_024;

  private final Random random = new Random(42);
  private Watch watch = watch(5);

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 5, 600})
  void growthThatNobodyKnowsMeetsTheLimitAtAnyPace(double step) {
    watch = watch(step);
    growTo(0.85);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.kinds).containsExactly(Kind.OOM_RISK);
    assertThat(watch.worst.account()).isEqualTo("container");
    assertThat(watch.worst.limitBytes()).hasValue(Ticks.bytes(LIMIT));
    assertThat(watch.worst.secondsToLimit()).isPresent();
    assertThat(english(watch.worst.explanation())).contains("native libraries (malloc)");
  }

  @Test
  void shortOfTheLimitIsCritical() {
    growTo(0.97);
    assertThat(watch.severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void farFromTheLimitIsNothing() {
    growTo(0.65);
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    assertThat(watch.finding.reason())
        .isEqualTo("memory beside the heap grows, but the limit is far");
  }

  /** 149 MiB beside it and 800 of heap make 93 % of the limit, and no more. */
  @Test
  void aHeapThatGrowsToAMaximumThatFitsIsNoRisk() {
    watch.service.heapMax = 800;
    watch.ticks(
        340,
        () -> {
          watch.service.heapResident = Math.min(800, watch.service.heapResident + 2);
          watch.service.jniMalloc = 20 + random.nextDouble();
        });
    watch.ticks(100, () -> {});
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void pageCacheIsNoRisk() {
    watch.ticks(300, () -> watch.service.pageCache = Math.min(700, watch.service.pageCache + 5));
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void aFullButSteadyContainerIsNoRisk() {
    watch.ticks(300, () -> watch.service.jniMalloc = 700 + 20 * random.nextDouble());
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void aStepThatStaysIsNoRisk() {
    watch.ticks(60, () -> watch.service.jniMalloc = 100 + random.nextDouble());
    watch.ticks(120, () -> watch.service.jniMalloc = 600 + random.nextDouble());
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void withoutLimitThereIsNoRisk() {
    watch.service.limit = OptionalLong.empty();
    growTo(0.9);
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    assertThat(watch.finding).isEqualTo(Finding.none("the container has no memory limit"));
  }

  @Test
  void aLimitThatIsRaisedInTimeEndsTheRisk() {
    growTo(0.8);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    watch.service.limit = OptionalLong.of(4_096);
    watch.ticks(3, this::grow);
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void aLimitThatIsLoweredInTheMiddleBindsFromThenOn() {
    growTo(0.5);
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    watch.service.limit = OptionalLong.of(640);
    watch.ticks(2, this::grow);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
  }

  @ParameterizedTest
  @EnumSource(
      value = Part.class,
      names = {"CONTAINER", "HEAP", "RESIDENT_PAGES"})
  void withoutFiguresTheReasonIsTold(Part part) {
    watch.service.absent.add(part);
    watch.tick();
    assertThat(watch.finding.verdict()).isEmpty();
    assertThat(watch.finding.reason()).contains(Ticks.reason(part));
  }

  @Test
  void gapsPausesAndClockJumpsDoNotHideTheRisk() {
    for (int i = 0; watch.service.nonReclaimable() < Ticks.bytes(0.85 * LIMIT); i++) {
      if (i == 20) {
        watch.service.epochMillis -= 3_600_000;
      }
      if (i == 60) {
        watch.service.pause(60);
      }
      if (i % 7 == 0) {
        watch.service.absent.add(Part.RESIDENT_PAGES);
      } else {
        watch.service.absent.remove(Part.RESIDENT_PAGES);
      }
      grow();
      watch.tick();
    }
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
  }

  private void grow() {
    watch.service.jniMalloc += 5 + 3 * random.nextDouble();
  }

  private void growTo(double share) {
    while (watch.service.nonReclaimable() < Ticks.bytes(share * LIMIT)) {
      grow();
      watch.tick();
    }
  }

  private static Watch watch(double step) {
    Ticks service = new Ticks(step);
    service.limit = OptionalLong.of((long) LIMIT);
    return new Watch(service, new OomRiskDetector());
  }
}
