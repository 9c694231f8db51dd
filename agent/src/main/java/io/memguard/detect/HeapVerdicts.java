package io.memguard.detect;

import io.memguard.ledger.Forecast;
import io.memguard.ledger.Trend;
import io.memguard.snapshot.HeapMemory;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Kind;
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
    String until =
        forecast.seconds().isPresent()
            ? ", full in about " + Quantity.duration(forecast.seconds().getAsLong())
            : "";
    String summary =
        "heap %s: %s live after collection, +%s in %s over %d collections, %.0f%% of the %s that it may reach%s"
            .formatted(
                severity == Severity.WATCH ? "grows" : "leaks",
                Quantity.bytes((long) size),
                Quantity.bytes((long) trend.gain()),
                Quantity.duration((long) trend.span()),
                trend.points(),
                100 * proof.level(),
                Quantity.bytes((long) limit),
                until);
    return new Verdict(
        Kind.HEAP_LEAK,
        severity,
        proof.confidence(counted),
        "heap-leak/heap",
        summary,
        "What survives collections that looked at the whole heap has risen %d of %d times and does not slow down, so it is held by references, not waiting for a collection. A cache without a bound, listeners, sessions or thread-locals do this. A bounded cache that is still filling looks the same until it is full."
            .formatted(trend.rises(), trend.of()),
        List.of(
            "Look at the culprits: remove or bound the collection that holds them.",
            "Open the heap dump in Eclipse MAT (where none was taken: jcmd %d GC.heap_dump FILE): Leak Suspects, then the dominator tree of the growing class."
                .formatted(ProcessHandle.current().pid()),
            "A larger -Xmx (now %s) only buys time: about %s for each doubling at this pace."
                .formatted(
                    Quantity.bytes(heap.max()),
                    Quantity.duration((long) (heap.max() / Math.max(1, trend.perSecond())))),
            "Until it is fixed, restart the service before the heap is full."),
        "heap",
        (long) size,
        trend.perSecond(),
        OptionalLong.of((long) limit),
        forecast.seconds(),
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

  /** The same growth, where what grows hangs on soft references. */
  static Verdict soft(Verdict growth) {
    return new Verdict(
        growth.kind(),
        growth.severity(),
        growth.confidence(),
        growth.fingerprint(),
        growth.summary() + "; softly held",
        "For each new object of the class that grows there is a new SoftReference. The JVM clears those that were not used for a while before it runs out of heap, so this is a cache and not a leak as far as can be told. It still takes all the heap it can get, and collections grow long near the end. Were the objects also held by an ordinary reference, it would be a leak.",
        List.of(
            "Bound the cache by size, so that its cost is known.",
            "Or let soft references go sooner: -XX:SoftRefLRUPolicyMSPerMB=100 (the default 1000 keeps each for one second per free MiB).",
            "See what is held by nothing else: in Eclipse MAT, Java Basics, References, Soft References Statistics."),
        growth.account(),
        growth.bytes(),
        growth.growthBytesPerSecond(),
        growth.limitBytes(),
        growth.secondsToLimit(),
        growth.culprits(),
        growth.evidence(),
        growth.experiments(),
        growth.actions());
  }
}
