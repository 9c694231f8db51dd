package io.memguard.detect;

import io.memguard.ledger.Trend;
import io.memguard.snapshot.HeapMemory;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.OptionalLong;

/** What is said about the heap. */
final class HeapVerdicts {
  private HeapVerdicts() {}

  static Verdict leak(
      HeapMemory heap,
      double size,
      Trend trend,
      double limit,
      Proof proof,
      Forecast forecast,
      Severity severity,
      boolean counted) {
    Phrase summary =
        Phrase.of(
            "heap-leak.summary",
            Phrase.of(severity == Severity.WATCH ? "grows" : "leaks"),
            Quantity.bytes((long) size),
            Quantity.bytes((long) trend.gain()),
            Quantity.duration((long) trend.span()),
            trend.points(),
            Quantity.rounded(100 * proof.level()),
            Quantity.bytes((long) limit),
            forecast.until("until.full"));
    return new Verdict(
        Kind.HEAP_LEAK,
        severity,
        proof.confidence(counted),
        "heap-leak/heap",
        summary,
        Phrase.of("heap-leak.why", trend.rises(), trend.of()),
        List.of(
            Phrase.of("heap-leak.remedy.culprits"),
            Words.withPid("heap-leak.remedy.dump"),
            Phrase.of(
                "heap-leak.remedy.larger",
                Quantity.bytes(heap.max()),
                Quantity.duration((long) (heap.max() / Math.max(1, trend.perSecond())))),
            Phrase.of("heap-leak.remedy.restart")),
        "heap",
        (long) size,
        trend.perSecond(),
        OptionalLong.of((long) limit),
        forecast,
        List.of(),
        List.of(
            new Evidence("live set at the begin of the window", size - trend.gain(), "bytes"),
            new Evidence("live set now", size, "bytes"),
            new Evidence("growth", trend.perSecond(), "bytes/s"),
            new Evidence("collections in the window", trend.points(), "1"),
            new Evidence("Kendall's tau", trend.tau(), "1")),
        List.of(),
        List.of());
  }

  /** The same growth, where what grows hangs on soft references; {@code why}: how that is known. */
  static Verdict soft(Verdict growth, String why) {
    return new Verdict(
        growth.kind(),
        growth.severity(),
        growth.confidence(),
        growth.fingerprint(),
        growth.summary().then(Phrase.of("heap-leak.soft")),
        Phrase.of(why),
        List.of(
            Phrase.of("heap-leak.soft.remedy.bound"),
            Phrase.of("heap-leak.soft.remedy.sooner"),
            Phrase.of("heap-leak.soft.remedy.see")),
        growth.account(),
        growth.bytes(),
        growth.growthBytesPerSecond(),
        growth.limitBytes(),
        growth.forecast(),
        growth.culprits(),
        growth.evidence(),
        growth.experiments(),
        growth.actions());
  }
}
