package io.memguard.detect;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.ProcessLimits;
import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside its heap of at most 512 MiB the service takes 149 MiB. */
class LimitMismatchDetectorTest {
  private final Random random = new Random(42);
  private final Ticks service = new Ticks(5);
  private final Watch watch = new Watch(service, new LimitMismatchDetector());

  @Test
  void aHeapAsLargeAsTheContainerIsAnAlarm() {
    service.limit = OptionalLong.of(512);
    service.collected(60);
    watch.ticks(40, this::works);
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(watch.kinds).containsExactly(Kind.LIMIT_MISMATCH);
    assertThat(watch.worst.account()).isEqualTo("heap");
    assertThat(english(watch.worst.summary())).contains("512.0 MiB of heap, 512.0 MiB of limit");
    // 512 less 150 beside the heap less a reserve of a twentieth.
    assertThat(english(watch.worst.remedies().get(0)))
        .contains("-Xmx336m", "-XX:MaxRAMPercentage=65", "60.0 MiB of heap are live");
    assertThat(english(watch.worst.remedies().get(1))).contains("697 MiB");
  }

  @Test
  void heapAndRestThatExceedTheLimitByFarAreAnAlarm() {
    service.limit = OptionalLong.of(580);
    watch.ticks(60, this::works);
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(watch.worst.account()).isEqualTo("container");
    assertThat(watch.worst.bytes()).isBetween(Ticks.bytes(512 + 149), Ticks.bytes(512 + 149.2));
    assertThat(english(watch.worst.explanation())).contains("nothing grows");
  }

  @Test
  void aSumJustAboveTheLimitIsWorthAWordOnly() {
    service.limit = OptionalLong.of(620);
    watch.ticks(60, this::works);
    assertThat(watch.severity()).isEqualTo(Severity.INFO);
  }

  @ParameterizedTest
  @ValueSource(longs = {655, 800, 4_096})
  void whatFitsIsSilent(long limit) {
    service.limit = OptionalLong.of(limit);
    watch.ticks(100, this::works);
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    assertThat(watch.finding.reason()).isEqualTo("the heap and the rest fit into the container");
  }

  @Test
  void aLeakBesideTheHeapIsItsOwnTrouble() {
    service.limit = OptionalLong.of(720);
    watch.ticks(
        200,
        () -> {
          service.jniMalloc += 1.5;
          service.collected(60);
        });
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void aWarmUpIsNotAddedUpBeforeItIsOver() {
    service.limit = OptionalLong.of(655);
    watch.ticks(
        150,
        () -> service.metaspaceBesideClassSpace += (60 - service.metaspaceBesideClassSpace) / 25);
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.INFO);
  }

  @Test
  void aLimitThatIsLoweredForAMomentIsSilent() {
    watch.ticks(60, this::works);
    service.limit = OptionalLong.of(400);
    watch.ticks(20, this::works);
    service.limit = OptionalLong.of(1_024);
    watch.ticks(60, this::works);
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void aLimitThatIsLoweredForGoodIsAnAlarm() {
    watch.ticks(60, this::works);
    service.limit = OptionalLong.of(500);
    watch.ticks(40, this::works);
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(watch.worst.limitBytes()).hasValue(Ticks.bytes(500));
  }

  @Test
  void aJvmThatSeesTheWholeMachineIsToldOf() {
    service.limits = seeing(16_384);
    watch.ticks(60, this::works);
    assertThat(watch.severity()).isEqualTo(Severity.INFO);
    assertThat(english(watch.worst.summary()))
        .isEqualTo("the JVM sized itself for 16.0 GiB, the container's limit is 1.0 GiB");
    assertThat(english(watch.worst.remedies().get(0))).contains("-XX:MaxRAM=1073741824");
  }

  @Test
  void aLimitThatWasRaisedIsNotUsedByTheHeap() {
    service.limits = seeing(768);
    watch.ticks(60, this::works);
    assertThat(watch.severity()).isEqualTo(Severity.INFO);
    assertThat(english(watch.worst.remedies().get(0))).startsWith("Restart");
  }

  @Test
  void aJvmThatSeesTheLimitIsSilent() {
    service.limits = seeing(1_024);
    watch.ticks(60, this::works);
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void withoutLimitThereIsNothingToCompare() {
    service.limit = OptionalLong.empty();
    watch.ticks(60, this::works);
    assertThat(watch.finding).isEqualTo(Finding.none("the container has no memory limit"));
  }

  @Test
  void whereMemoryIsTooSmallForTheLiveSetOnlyALargerLimitHelps() {
    service.limit = OptionalLong.of(300);
    service.collected(200);
    watch.ticks(60, this::works);
    assertThat(english(watch.worst.remedies().get(0)))
        .startsWith("Raise the container's limit to 697 MiB");
  }

  @Test
  void withoutCountedPagesTheHeapAloneCanStillBeTooLarge() {
    service.absent.add(Part.RESIDENT_PAGES);
    service.limit = OptionalLong.of(512);
    watch.ticks(60, this::works);
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(english(watch.worst.remedies().get(0))).contains("-Xmx307m");
  }

  @Test
  void withoutFiguresTheReasonIsTold() {
    service.absent.add(Part.HEAP);
    watch.tick();
    assertThat(watch.finding).isEqualTo(Finding.none(Ticks.reason(Part.HEAP)));
  }

  private void works() {
    service.jniMalloc = 20 + random.nextDouble();
  }

  private static ProcessLimits seeing(long mib) {
    return new ProcessLimits(
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.of(Ticks.bytes(mib)));
  }
}
