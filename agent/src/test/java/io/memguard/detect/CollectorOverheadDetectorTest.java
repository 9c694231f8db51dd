package io.memguard.detect;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import org.junit.jupiter.api.Test;

class CollectorOverheadDetectorTest {
  private Watch watch = watch(1);

  @Test
  void aThirdOfTheTimeInCollectionsIsProved() {
    run(60, 330, 200);
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(watch.kinds).containsExactly(Kind.GC_OVERHEAD);
    assertThat(english(watch.worst.summary())).contains("33 %");
  }

  @Test
  void moreThanHalfIsCriticalAtAnySamplePeriod() {
    watch = watch(10);
    run(30, 6_000, 200);
    assertThat(watch.severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void pausesThatWaitForAProcessorAlarmNobody() {
    run(60, 330, 150, 200);
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
    assertThat(english(watch.worst.explanation())).contains("waited for a processor for 45 %");
  }

  @Test
  void halfOfAHighShareIsStillMuch() {
    run(60, 600, 250, 200);
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aBusyCollectorIsNothing() {
    run(120, 100, 200);
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    assertThat(watch.finding.reason()).isNotEmpty();
  }

  @Test
  void aBurstOfWorkIsNothing() {
    run(60, 20, 200);
    run(8, 900, 200);
    run(60, 20, 200);
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void aFullHeapHasItsOwnVerdict() {
    run(60, 400, 470);
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    assertThat(watch.finding.reason()).contains("heap pressure");
  }

  @Test
  void withoutFiguresTheReasonIsTold() {
    watch.service.absent.add(Part.HEAP);
    watch.tick();
    assertThat(watch.finding).isEqualTo(Finding.none(Ticks.reason(Part.HEAP)));
  }

  private void run(int ticks, long millisATick, double live) {
    run(ticks, millisATick, 0, live);
  }

  private void run(int ticks, long millisATick, long waitedOfIt, double live) {
    int[] tick = {0};
    watch.ticks(
        ticks,
        () -> {
          watch.service.collectionMillis += millisATick;
          watch.service.waitedMillis += waitedOfIt;
          if (tick[0]++ % 5 == 0) {
            watch.service.collected(live);
          }
        });
  }

  private static Watch watch(double step) {
    return new Watch(new Ticks(step), new CollectorOverheadDetector());
  }
}
