package io.memguard.detect;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

class FragmentationDetectorTest {
  /** No block of 2 MiB, but many of 64 KiB and more. */
  private static final List<Long> NOTHING_HUGE =
      List.of(100_000L, 50_000L, 20_000L, 10_000L, 5_000L, 800L, 100L, 10L, 0L, 0L, 0L);

  private static final List<Long> ONLY_CRUMBS =
      List.of(600_000L, 100_000L, 20_000L, 100L, 10L, 0L, 0L, 0L, 0L, 0L, 0L);

  private final Ticks service = new Ticks(5);
  private final Watch watch = new Watch(service, new FragmentationDetector());

  FragmentationDetectorTest() {
    service.absent.remove(Part.MACHINE);
  }

  @Test
  void stallsThatPersistInCrumbsAreAnAlarm() {
    service.freeBlocks = ONLY_CRUMBS;
    watch.ticks(40, () -> service.compactionStalls += 100);
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(watch.kinds).containsExactly(Kind.SYSTEM_FRAGMENTATION);
    assertThat(english(watch.worst.summary()))
        .contains("20 allocations a second wait for compaction");
  }

  @Test
  void fewStallsAreWorthAWordOnly() {
    service.freeBlocks = ONLY_CRUMBS;
    watch.ticks(40, () -> service.compactionStalls += 10);
    assertThat(watch.severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void withoutHugeBlocksOnlyHugePagesSuffer() {
    service.freeBlocks = NOTHING_HUGE;
    watch.ticks(40, () -> service.compactionStalls += 100);
    assertThat(watch.severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void crumbsThatNobodyWaitsForAreSilent() {
    service.freeBlocks = ONLY_CRUMBS;
    watch.ticks(60, () -> {});
    assertThat(watch.finding).isEqualTo(Finding.none("nobody keeps waiting for compaction"));
  }

  @Test
  void aBurstOfStallsIsSilent() {
    service.freeBlocks = ONLY_CRUMBS;
    watch.ticks(10, () -> service.compactionStalls += 500);
    watch.ticks(60, () -> {});
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void stallsWithLargeBlocksAreSomethingElse() {
    watch.ticks(60, () -> service.compactionStalls += 100);
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    assertThat(watch.finding.reason()).isEqualTo("the machine has large free blocks");
  }

  @Test
  void aMachineShortOfMemoryIsNotFragmented() {
    service.freeBlocks = ONLY_CRUMBS;
    service.machineFree = 200;
    watch.ticks(60, () -> service.compactionStalls += 100);
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    assertThat(watch.finding.reason()).contains("short of memory");
  }

  @Test
  void aKernelThatTellsNothingIsNotGuessedAt() {
    service.freeBlocks = List.of();
    watch.ticks(60, () -> service.compactionStalls += 100);
    assertThat(watch.finding.reason()).contains("/proc/buddyinfo");
  }

  @Test
  void withoutFiguresTheReasonIsTold() {
    service.absent.add(Part.MACHINE);
    watch.tick();
    assertThat(watch.finding).isEqualTo(Finding.none(Ticks.reason(Part.MACHINE)));
  }
}
