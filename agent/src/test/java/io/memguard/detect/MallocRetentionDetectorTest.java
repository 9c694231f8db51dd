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

class MallocRetentionDetectorTest {
  private final Random random = new Random(42);
  private final Ticks service = new Ticks(1);
  private final Watch watch = new Watch(service, new MallocRetentionDetector());

  MallocRetentionDetectorTest() {
    service.limit = OptionalLong.of(512);
    service.mallocFree = 400;
  }

  @Test
  void idleMemoryThatATrimGivesBackIsRetention() {
    watch.remainsOfKept = before -> 10;
    service.keptByMalloc = 150;
    watch.ticks(30, () -> {});
    assertThat(watch.kinds).containsExactly(Kind.MALLOC_RETENTION);
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(english(watch.worst.summary())).contains("140.0 MiB back");
    assertThat(watch.trims).isEqualTo(1);
  }

  @Test
  void farFromTheLimitItIsOnlyWorthKnowing() {
    service.limit = OptionalLong.of(1_000);
    watch.remainsOfKept = before -> 10;
    service.keptByMalloc = 160;
    watch.ticks(22, () -> {});
    assertThat(watch.severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void whatLiesBetweenLiveBlocksDoesNotCount() {
    watch.remainsOfKept = before -> before - 70;
    service.keptByMalloc = 150;
    watch.ticks(22, () -> {});
    assertThat(watch.severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void itIsOverOnceLittleIsKept() {
    watch.remainsOfKept = before -> 10;
    service.keptByMalloc = 150;
    watch.ticks(30, () -> {});
    watch.ticks(60, () -> {});
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void whatATrimCannotGiveBackIsNotProved() {
    watch.remainsOfKept = before -> before - 5;
    watch.ticks(60, () -> service.keptByMalloc = 150);
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    assertThat(watch.finding.reason()).contains("holes between live blocks");
  }

  @Test
  void aSmallPlateauIsNotWorthATrim() {
    watch.remainsOfKept = before -> 0;
    watch.ticks(200, () -> service.keptByMalloc = 60 + random.nextDouble());
    assertThat(watch.trims).isZero();
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  /** It may put off the kill; a verdict takes more. */
  @Test
  void shortlyBeforeTheLimitLessIsTrimmedAtOnce() {
    watch.remainsOfKept = before -> 5;
    service.keptByMalloc = 50;
    watch.ticks(5, () -> service.jniMalloc = 20);
    assertThat(watch.trims).isZero();
    watch.ticks(2, () -> service.jniMalloc = 260);
    assertThat((double) service.nonReclaimable()).isGreaterThan(0.88 * Ticks.bytes(512));
    assertThat(watch.trims).isEqualTo(1);
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void memoryThatEveryBurstUsesAgainIsNotIdle() {
    watch.remainsOfKept = before -> 0;
    for (int i = 0; i < 200; i++) {
      service.keptByMalloc = i % 15 < 8 ? 150 : 20;
      watch.tick();
    }
    assertThat(watch.trims).isZero();
  }

  @Test
  void withoutATrimThereIsNoVerdict() {
    watch.ticks(60, () -> service.keptByMalloc = 150);
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    assertThat(watch.asked).containsExactly(Question.TRIM);
  }

  @Test
  void withoutMallocFiguresTheReasonIsTold() {
    service.absent.add(Part.NATIVE_HEAP);
    watch.tick();
    assertThat(watch.finding.reason()).contains(Ticks.reason(Part.NATIVE_HEAP));
  }
}
