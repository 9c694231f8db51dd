package io.memguard.detect;

import io.memguard.ledger.Series;
import io.memguard.ledger.Window;
import io.memguard.snapshot.HeapMemory;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Stop-the-world collections take a good part of the time, and neither a heap leak nor a full heap
 * is the reason: those have verdicts of their own. Collectors that work beside the application
 * hardly pause; their share of the processor is not seen here.
 *
 * <p>Pauses that are long because the collector gets no processor are no question of memory: they
 * are told, but alarm nobody.
 */
final class CollectorOverheadDetector implements Detector {
  private static final double NOTEWORTHY = 0.2;

  private static final double MOST_OF_THE_TIME = 0.5;

  /**
   * Live sets above this are why the collector runs so often; the classes are then worth a count.
   */
  private static final double MUCH_LIVES = 0.5;

  /** From here on it is the live set that fills the heap. */
  private static final double FULL = 0.85;

  @Override
  public String name() {
    return Kind.GC_OVERHEAD.label();
  }

  @Override
  public Finding examine(Window window) {
    HeapMemory heap = window.snapshot().heap().value().orElse(null);
    if (heap == null) {
      return Finding.none(window.snapshot().heap().reason());
    }
    CollectorShare share = CollectorShare.of(window);
    if (!share.isAtLeast(NOTEWORTHY)) {
      return Finding.none(
          share.seconds() == 0
              ? "too little data: half a minute is needed"
              : "collections stop the application for %s of the time"
                  .formatted(Quantity.percent(share.whole())));
    }
    Series live = window.liveSet();
    double limit = HeapLeakDetector.limit(window, heap);
    double level = live.size() == 0 ? 0 : live.last() / limit;
    if (HeapLeakDetector.isRising(window, heap)) {
      return Finding.none("the live set rises: see the heap leak");
    }
    if (level >= FULL) {
      return Finding.none("the live set fills the heap: see the heap pressure");
    }
    return Finding.of(
        verdict(heap, share, live, limit),
        level >= MUCH_LIVES ? EnumSet.of(Question.COUNT_LIVE_OBJECTS) : Set.of());
  }

  private static Verdict verdict(HeapMemory heap, CollectorShare share, Series live, double limit) {
    Severity severity = severity(share);
    boolean starved = severity == Severity.WATCH;
    Phrase lives =
        live.size() == 0
            ? Phrase.NONE
            : Phrase.of(
                "gc-overhead.live",
                Quantity.bytes((long) live.last()),
                Quantity.bytes((long) limit));
    return new Verdict(
        Kind.GC_OVERHEAD,
        severity,
        Math.min(0.95, 0.6 + share.whole()),
        "gc-overhead/heap",
        Phrase.of(
            "gc-overhead.summary",
            Quantity.percent(share.whole()),
            Quantity.duration((long) share.seconds()),
            lives),
        starved
            ? Phrase.of("gc-overhead.starved", Quantity.percent(share.waited() / share.whole()))
            : Phrase.of("gc-overhead.why"),
        starved ? List.of(Phrase.of("gc-overhead.remedy.processor")) : remedies(heap),
        "heap",
        heap.used(),
        0,
        OptionalLong.of((long) limit),
        Forecast.NONE,
        List.of(),
        List.of(
            new Evidence("share of time in stop-the-world collections", share.whole(), "1"),
            new Evidence("lowest share in a third of it", share.lowest(), "1"),
            new Evidence("share of time in which they waited for a processor", share.waited(), "1"),
            new Evidence("looked at", share.seconds(), "s"),
            new Evidence("collections in this life", heap.collections(), "1")),
        List.of(),
        List.of());
  }

  private static Severity severity(CollectorShare share) {
    if (!share.isWorkOfAtLeast(NOTEWORTHY)) {
      return Severity.WATCH;
    }
    return share.isWorkOfAtLeast(MOST_OF_THE_TIME) ? Severity.CRITICAL : Severity.WARNING;
  }

  private static List<Phrase> remedies(HeapMemory heap) {
    return List.of(
        Phrase.of("gc-overhead.remedy.room", (2 * heap.max()) >> 20, Quantity.bytes(heap.max())),
        Words.withPid("gc-overhead.remedy.less"),
        Phrase.of("gc-overhead.remedy.see"));
  }
}
