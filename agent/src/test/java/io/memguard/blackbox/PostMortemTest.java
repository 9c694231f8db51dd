package io.memguard.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which case of a dead life is told as the one that ended it. */
class PostMortemTest {
  private static final long MIB = 1 << 20;

  private final List<Growth> growth = new ArrayList<>();
  private final List<Verdict> verdicts = new ArrayList<>();

  @Test
  void aCauseThatGrewIsToldBeforeItsSymptomAndBeforeAWarningAboutFlags() {
    growth.add(new Growth(Figure.HEAP, 150 * MIB, 140 * MIB, 20));
    growth.add(new Growth(Figure.METASPACE, 20 * MIB, 10 * MIB, 20));
    open(Kind.LIMIT_MISMATCH, Severity.WARNING, "heap", 0);
    open(Kind.OOM_RISK, Severity.CRITICAL, "container", 15e6);
    open(Kind.METASPACE_LEAK, Severity.WARNING, "metaspace", 2e5);
    open(Kind.HEAP_LEAK, Severity.WATCH, "heap", 5e6);

    assertThat(told()).contains(Kind.HEAP_LEAK);
  }

  @Test
  void aSymptomIsToldWhereNoCauseFilledTheMemory() {
    growth.add(new Growth(Figure.RESIDUAL, 150 * MIB, 140 * MIB, 20));
    growth.add(new Growth(Figure.METASPACE, 20 * MIB, 10 * MIB, 20));
    open(Kind.METASPACE_LEAK, Severity.WATCH, "metaspace", 2e5);
    open(Kind.OOM_RISK, Severity.CRITICAL, "container", 15e6);

    assertThat(told()).contains(Kind.OOM_RISK);
  }

  /** Leaked loaders hold objects too: both rise, the parts of the classes by more. */
  @Test
  void ofTwoCausesTheOneWhosePartsGrewMoreIsTold() {
    growth.add(new Growth(Figure.HEAP, 68 * MIB, 58 * MIB, 20));
    growth.add(new Growth(Figure.METASPACE, 70 * MIB, 50 * MIB, 20));
    growth.add(new Growth(Figure.JVM_OTHER, 80 * MIB, 60 * MIB, 20));
    open(Kind.HEAP_LEAK, Severity.WATCH, "heap", 1e6);
    open(Kind.METASPACE_LEAK, Severity.WATCH, "metaspace", 6e5);

    assertThat(told()).contains(Kind.METASPACE_LEAK);
  }

  @Test
  void whatWasCalledProvedIsToldBeforeASuspicion() {
    growth.add(new Growth(Figure.HEAP, 80 * MIB, 70 * MIB, 20));
    growth.add(new Growth(Figure.DIRECT, 60 * MIB, 50 * MIB, 20));
    open(Kind.HEAP_LEAK, Severity.WATCH, "heap", 3e6);
    open(Kind.DIRECT_LEAK, Severity.WARNING, "direct", 2e6);

    assertThat(told()).contains(Kind.DIRECT_LEAK);
  }

  @Test
  void informationIsNoExplanation() {
    open(Kind.PAGE_CACHE, Severity.INFO, "page-cache", 1e6);

    assertThat(told()).isEmpty();
  }

  private Optional<Kind> told() {
    Recording recording =
        new Recording(Map.of(), List.of(), List.of(), verdicts, 0, "", Optional.empty(), 0);
    Conclusion killed = new Conclusion(Cause.OOM_KILLED, 1, Phrase.NONE);
    return new PostMortem(Path.of("life"), recording, killed, growth, false)
        .gravest()
        .map(Verdict::kind);
  }

  private void open(Kind kind, Severity severity, String account, double growthBytesPerSecond) {
    verdicts.add(
        new Verdict(
            kind,
            severity,
            0.9,
            kind.label(),
            Phrase.text("It grows."),
            Phrase.NONE,
            List.of(),
            account,
            100 * MIB,
            growthBytesPerSecond,
            OptionalLong.empty(),
            Forecast.NONE,
            List.of(),
            List.of(),
            List.of(),
            List.of()));
  }
}
