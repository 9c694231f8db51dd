package io.memguard.detect;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.CompilerState;
import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import org.junit.jupiter.api.Test;

/** One MiB of what is resident is not used. */
class CodeCacheDetectorTest {
  private final Watch watch = new Watch(new Ticks(1), new CodeCacheDetector());

  @Test
  void aCacheThatStaysFullIsProved() {
    watch.service.codeMax = 20;
    watch.service.code = 19.4;
    watch.ticks(30, () -> {});
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(watch.kinds).containsExactly(Kind.CODE_CACHE_FULL);
    assertThat(watch.worst.limitBytes()).hasValue(Ticks.bytes(20));
  }

  @Test
  void aCacheWithoutAnyRoomIsCritical() {
    watch.service.codeMax = 20;
    watch.service.code = 20.8;
    watch.ticks(10, () -> {});
    assertThat(watch.severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void aCompilerThatWasStoppedIsProofBeforeTheCacheIsFull() {
    watch.service.codeMax = 20;
    watch.service.code = 18;
    watch.compiler = new CompilerState(true, 3);
    watch.ticks(10, () -> {});
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(english(watch.worst.summary())).contains("stopped 3 times");
  }

  @Test
  void aCompilerThatRunsProvesNothing() {
    watch.service.codeMax = 20;
    watch.service.code = 18;
    watch.compiler = new CompilerState(true, 0);
    watch.ticks(10, () -> {});
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    assertThat(watch.asked).containsExactly(Question.ASK_COMPILER);
  }

  @Test
  void growthThatWillFillItIsToldBefore() {
    watch.service.codeMax = 48;
    watch.ticks(60, () -> watch.service.code += 0.45);
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(watch.worst.secondsToLimit()).isPresent();
  }

  @Test
  void aWarmUpIsNothing() {
    watch.service.codeMax = 48;
    watch.ticks(120, () -> watch.service.code += (30 - watch.service.code) / 15);
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void aPeakBeforeTheJvmDropsCodeIsNothing() {
    watch.service.codeMax = 20;
    int[] tick = {0};
    watch.ticks(60, () -> watch.service.code = 13 + tick[0]++ % 10 * 0.7);
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
  }

  @Test
  void withoutFiguresTheReasonIsTold() {
    watch.service.absent.add(Part.NON_HEAP);
    watch.tick();
    assertThat(watch.finding).isEqualTo(Finding.none(Ticks.reason(Part.NON_HEAP)));
  }
}
