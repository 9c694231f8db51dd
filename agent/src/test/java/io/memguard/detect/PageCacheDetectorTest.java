package io.memguard.detect;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The container may have 512 MiB, of which the service itself takes 245. */
class PageCacheDetectorTest {
  private static final double FULL_OF_CACHE = 230;

  private final Ticks service = new Ticks(5);
  private final Watch watch = new Watch(service, new PageCacheDetector());

  PageCacheDetectorTest() {
    service.limit = OptionalLong.of(512);
  }

  @Test
  void aContainerFullOfCacheIsExplainedAndNoAlarm() {
    watch.ticks(100, () -> service.pageCache = Math.min(FULL_OF_CACHE, service.pageCache + 10));
    assertThat(watch.severity()).isEqualTo(Severity.INFO);
    assertThat(watch.kinds).containsExactly(Kind.PAGE_CACHE);
    assertThat(english(watch.worst.explanation()))
        .containsIgnoringCase("the kubelet evicts by the working set");
    assertThat(english(watch.worst.remedies())).anyMatch(remedy -> remedy.contains("drop_caches"));
    assertThat(watch.worst.secondsToLimit()).isEmpty();
  }

  @Test
  void aContainerThatIsNotFullIsNotWorthAWord() {
    watch.ticks(100, () -> service.pageCache = 120);
    assertThat(watch.finding).isEqualTo(Finding.none("the container is not full"));
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void aContainerFullOfOtherMemoryIsNotExplainedByCache() {
    watch.ticks(
        100,
        () -> {
          service.jniMalloc = 230;
          service.pageCache = 20;
        });
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    assertThat(watch.finding.reason()).isEqualTo("it is not page cache that fills the container");
  }

  @Test
  void nothingIsSaidToBeFineWhileOtherMemoryGrows() {
    service.pageCache = FULL_OF_CACHE;
    service.jniMalloc = 0;
    watch.ticks(
        60,
        () -> {
          service.jniMalloc += 2;
          service.pageCache = Math.min(FULL_OF_CACHE, 460 - service.jniMalloc);
        });
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void aLogThatRotatesIsOneCaseNotMany() {
    int[] tick = {0};
    watch.ticks(100, () -> service.pageCache = tick[0]++ % 12 < 2 ? 60 : FULL_OF_CACHE);
    assertThat(watch.severity()).isEqualTo(Severity.INFO);
    assertThat(watch.finding.verdict()).isPresent();
  }

  @Test
  void aRefaultStormThatStallsThreadsIsAnAlarm() {
    service.stalled = OptionalDouble.of(35);
    storm(0);
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(english(watch.worst.summary()))
        .contains("too small for the work", "35 % of the last ten");
  }

  @Test
  void withoutPressureFiguresTheWaitsForTheDiskTell() {
    storm(50);
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 3})
  void aLargeFileReadOverAndOverStallsNobody(double stalled) {
    service.stalled = OptionalDouble.of(stalled);
    storm(50);
    assertThat(watch.severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void withoutPressureFiguresAScanWithReadAheadIsNoAlarm() {
    storm(0);
    assertThat(watch.severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void oneBurstOfRefaultsIsNoStorm() {
    service.pageCache = FULL_OF_CACHE;
    service.stalled = OptionalDouble.of(35);
    watch.ticks(40, () -> {});
    watch.ticks(3, () -> service.refaults += 500_000);
    watch.ticks(40, () -> {});
    assertThat(watch.severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void withoutLimitThereIsNothingToFill() {
    service.limit = OptionalLong.empty();
    watch.ticks(40, () -> service.pageCache = 4_000);
    assertThat(watch.finding).isEqualTo(Finding.none("the container has no memory limit"));
  }

  @Test
  void withoutFiguresTheReasonIsTold() {
    service.absent.add(Part.CONTAINER);
    watch.tick();
    assertThat(watch.finding).isEqualTo(Finding.none(Ticks.reason(Part.CONTAINER)));
  }

  private void storm(int majorFaultsPerSecond) {
    service.pageCache = FULL_OF_CACHE;
    watch.ticks(
        60,
        () -> {
          service.refaults += 5 * 4_000;
          service.majorFaults += 5L * majorFaultsPerSecond;
        });
  }
}
