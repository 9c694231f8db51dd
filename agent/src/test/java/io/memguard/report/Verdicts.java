package io.memguard.report;

import io.memguard.verdict.Culprit;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Experiment;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.OptionalLong;

/** Sample verdicts. */
public final class Verdicts {

  private Verdicts() {}

  /** A verdict with everything that one can have. */
  public static Verdict directLeak() {
    return new Verdict(
        Kind.DIRECT_LEAK,
        Severity.WARNING,
        0.93,
        "direct-leak:com.acme.Cache.put",
        Phrase.text("Direct buffers hold 412.3 MiB and grow by 1.2 MiB/s."),
        Phrase.text(
            "A full collection left 99 % of them, so something still refers to them. Buffers that merely"
                + " wait for a collection would be gone; a pool that fills would slow down."),
        Phrase.texts(
            List.of(
                "Release the buffers that Cache.put keeps.",
                "Bound them meanwhile: -XX:MaxDirectMemorySize=512m")),
        "direct",
        432_328_294,
        12_582_912.5,
        OptionalLong.of(1L << 30),
        new Forecast(OptionalLong.of(511), OptionalLong.of(430), OptionalLong.of(640)),
        List.of(
            new Culprit(
                Culprit.Type.ALLOCATION_SITE,
                "com.acme.Cache.put",
                400L << 20,
                1200,
                Phrase.texts(
                    List.of(
                        "com.acme.Cache.put(Cache.java:17)", "com.acme.Main.run(Main.java:5)")))),
        List.of(new Evidence("growth", 1234567890.12345, "bytes/s"), new Evidence("odd", 0, "1")),
        List.of(new Experiment("gc", 432_328_294, 430_000_000, 35)),
        List.of(Phrase.text("A heap dump of 80.0 MiB was taken.")));
  }

  /** A verdict with as little as one can have. */
  public static Verdict bare(Severity severity, String summary) {
    return bare(severity, Phrase.text(summary));
  }

  /** The same with a summary that has a language. */
  public static Verdict bare(Severity severity, Phrase summary) {
    return new Verdict(
        Kind.NEIGHBOUR,
        severity,
        Double.NaN,
        "neighbour",
        summary,
        Phrase.NONE,
        List.of(),
        "container",
        0,
        0,
        OptionalLong.empty(),
        Forecast.NONE,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
