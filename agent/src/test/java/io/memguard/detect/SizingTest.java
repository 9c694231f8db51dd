package io.memguard.detect;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.detect.SizingAdvice.Line;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.LiveCount;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ProcessLimits;
import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside its heap of at most 512 MiB the service takes 149 MiB, 10 of it direct, of 1024 MiB. */
class SizingTest {
  private final Ticks service = new Ticks(5);
  private final Ledger ledger = new Ledger();
  private Window window;

  @Test
  void tooLittleIsNoBasis() {
    ticks(59, () -> {});
    assertThat(advice().lines()).isEmpty();
    assertThat(english(advice().remarks()))
        .containsExactly("too little was measured: 59 of 60 samples of the memory beside the heap");
    ticks(1, () -> {});
    assertThat(advice().lines()).isNotEmpty();
  }

  @Test
  void whatIsNotReadableIsTheReason() {
    service.absent.add(Part.CONTAINER);
    ticks(80, () -> {});
    assertThat(english(advice().remarks()))
        .containsExactly("the memory of a container is not known: " + Ticks.reason(Part.CONTAINER));
  }

  @Test
  void withoutPagesTheHeapCannotBeToldFromTheRest() {
    service.absent.add(Part.RESIDENT_PAGES);
    ticks(80, () -> {});
    assertThat(english(advice().remarks().get(0)))
        .contains("0 of 60 samples", Ticks.reason(Part.RESIDENT_PAGES));
  }

  @Test
  void whileTheRestGrowsItsPeakIsNotKnown() {
    ticks(150, () -> service.jniMalloc += 1);
    assertThat(advice().lines()).isEmpty();
    assertThat(english(advice().remarks().get(0))).contains("still grows");
  }

  @Test
  void whileTheLiveSetRisesItIsNoMeasure() {
    double[] live = {50};
    ticks(
        150,
        () -> {
          live[0] += 2;
          service.collected(live[0]);
        });
    assertThat(advice().lines()).isEmpty();
    assertThat(english(advice().remarks().get(0))).contains("live set still rises");
  }

  @Test
  void flagsHaveTheDigitsThatTheJvmReads() {
    service.collected(60);
    ticks(80, () -> {});
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      assertThat(settings()).allMatch(setting -> setting.chars().allMatch(c -> c < 128));
      assertThat(advice().options()).contains("-XX:MaxMetaspaceSize=64m");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void whatFitsIsLeftAndASmallerLimitIsNamed() {
    service.collected(60);
    ticks(80, () -> {});
    assertThat(settings())
        .containsExactly(
            "-Xmx: leave it, 512.0 MiB",
            // 512 + 149 + 22 of direct memory + 25 of metaspace, and 5 % to spare.
            "resources.limits.memory: 746Mi",
            "-XX:MaxDirectMemorySize=32m",
            "-XX:MaxMetaspaceSize=64m",
            "-Xss: leave it, 1.0 MiB");
    Line heap = line("-Xmx");
    assertThat(heap.headroom()).isEqualTo(Ticks.bytes(1024 - 512 - 149));
    assertThat(heap.measured()).isEqualTo(Ticks.bytes(60));
    assertThat(english(heap.evidence())).contains("8.5 times the live set of at most 60.0 MiB");
    assertThat(advice().options())
        .isEqualTo("-XX:MaxDirectMemorySize=32m -XX:MaxMetaspaceSize=64m");
    assertThat(english(advice().basis()))
        .isEqualTo("measured over 6 min 35 s: 80 samples, 1 figure of the live set");
    assertThat(english(advice().remarks().get(0)))
        .contains("MALLOC_ARENA_MAX is not needed", "4.0 MiB");
    assertThat(english(advice().remarks().get(1)))
        .endsWith("are 708.0 MiB; the limit of 1.0 GiB holds that.");
  }

  @Test
  void aHeapThatDoesNotFitIsLoweredOrTheLimitRaised() {
    service.limit = OptionalLong.of(512);
    service.collected(60);
    ticks(80, () -> {});
    // The same numbers as the verdict limit-mismatch.
    assertThat(settings())
        .startsWith("-Xmx337m", "-XX:MaxRAMPercentage=65", "resources.limits.memory: 696Mi");
    assertThat(line("-Xmx").headroom()).isEqualTo(Ticks.bytes(512 - 337 - 149));
    assertThat(advice().options()).startsWith("-Xmx337m -XX:MaxDirectMemorySize=32m ");
  }

  @Test
  void whereNoHeapFitsTheLimitThatWouldIsNamed() {
    service.limit = OptionalLong.of(300);
    service.collected(200);
    ticks(80, () -> {});
    assertThat(settings()).startsWith("resources.limits.memory: 473Mi", "-Xmx300m");
    assertThat(english(line("resources").evidence()))
        .startsWith("no sufficient heap fits the limit of 300.0 MiB");
    assertThat(english(line("-Xmx").evidence()))
        .contains("in a container of that size", "1.5 times");
    // 300 + 149 of 473.
    assertThat(line("-Xmx").headroom()).isEqualTo(Ticks.bytes(24));
  }

  @Test
  void aHeapBelowItsLiveSetIsRaised() {
    service.heapMax = 100;
    service.collected(90);
    ticks(80, () -> {});
    assertThat(settings().get(0)).isEqualTo("-Xmx135m");
  }

  /** Whatever the service, the heap has its room and the container holds what is said. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverBelowOneAndAHalfTimesTheLiveSetAndNeverAboveTheLimit(long seed) {
    Random random = new Random(seed);
    double live = 20 + random.nextInt(400);
    service.heapMax = live + random.nextInt(600);
    service.limit = OptionalLong.of(200 + random.nextInt(900));
    service.direct = random.nextInt(60);
    service.collected(live);
    ticks(80, () -> service.keptByMalloc = 4 + 30 * random.nextDouble());
    Line heap = line("-Xmx");
    assertThat(heap.bytes()).as("seed " + seed).isGreaterThanOrEqualTo(Ticks.bytes(1.5 * live));
    assertThat(heap.headroom()).as("seed " + seed).isPositive();
    assertThat(line("-XX:MaxDirect").headroom()).as("seed " + seed).isPositive();
    assertThat(line("-XX:MaxMeta").headroom()).as("seed " + seed).isPositive();
  }

  @Test
  void aPeakOfLongAgoIsRemembered() {
    service.collected(60);
    service.metaspaceBesideClassSpace = 90;
    service.direct = 40;
    ticks(20, () -> {});
    service.metaspaceBesideClassSpace = 35;
    service.direct = 10;
    ticks(1_000, () -> {});
    assertThat(english(line("-XX:MaxDirect").setting())).isEqualTo("-XX:MaxDirectMemorySize=60m");
    assertThat(english(line("-XX:MaxMeta").setting())).isEqualTo("-XX:MaxMetaspaceSize=144m");
  }

  @Test
  void aCountTellsTheLiveSetWhereNoCollectionDid() {
    ticks(80, () -> {});
    assertThat(english(line("-Xmx").evidence()))
        .contains("no collection has told the live set yet");
    ledger.record(LiveCount.of(window.second(), Ticks.bytes(64)));
    ticks(1, () -> {});
    assertThat(english(line("-Xmx").evidence()))
        .startsWith("8.0 times the live set of at most 64.0 MiB");
  }

  @Test
  void memoryThatTheAllocatorKeepsIsWorthASetting() {
    service.keptByMalloc = 80;
    service.mallocFree = 100;
    ticks(80, () -> {});
    assertThat(settings()).contains("MALLOC_ARENA_MAX=2");
    assertThat(line("MALLOC").measured()).isEqualTo(Ticks.bytes(80));
  }

  /** Serial and Parallel tell a maximum without one survivor space. */
  @Test
  void theHeapIsTheOneThatWasSet() {
    service.heapMax = 490;
    service.limits =
        new ProcessLimits(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.of(Ticks.bytes(512)));
    ticks(80, () -> {});
    assertThat(settings().get(0)).isEqualTo("-Xmx: leave it, 512.0 MiB");
  }

  @Test
  void whereNotAllBoundsFitAtOnceItIsSaid() {
    service.limit = OptionalLong.of(700);
    service.collected(60);
    ticks(80, () -> {});
    assertThat(settings())
        .startsWith("-Xmx: leave it, 512.0 MiB", "container limit: leave it, 700.0 MiB");
    assertThat(english(advice().remarks().get(1))).contains("708.0 MiB", "is 8.0 MiB less");
  }

  @Test
  void withoutALimitOneIsNamed() {
    service.limit = OptionalLong.empty();
    service.collected(60);
    ticks(80, () -> {});
    assertThat(settings())
        .startsWith("-Xmx: leave it, 512.0 MiB", "resources.limits.memory: 746Mi");
  }

  private void ticks(int count, Runnable move) {
    for (int i = 0; i < count; i++) {
      move.run();
      window = ledger.append(service.next());
    }
  }

  private SizingAdvice advice() {
    return SizingAdvice.of(Sizing.of(window));
  }

  private List<String> settings() {
    return advice().lines().stream().map(line -> english(line.setting())).toList();
  }

  private Line line(String start) {
    return advice().lines().stream()
        .filter(line -> english(line.setting()).startsWith(start))
        .findFirst()
        .orElseThrow();
  }
}
