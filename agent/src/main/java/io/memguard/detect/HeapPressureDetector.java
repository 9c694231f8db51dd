package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.LiveCount;
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
 * A heap that is too small for what lives in it: the live set fills it and does not grow. If it
 * grows, that is a heap leak and its verdict is enough.
 */
final class HeapPressureDetector implements Detector {
  private static final double FULL = 0.85;

  /** From here on the next large request fails. */
  private static final double NO_ROOM = 0.95;

  /** So much time in collections, together with a full heap, is a service that stands still. */
  private static final double MOSTLY_COLLECTING = 0.5;

  private static final int FEWEST_COLLECTIONS = 3;

  /** Samples for which the heap must have been full: not the peak of one request. */
  private static final int FEWEST_TICKS = 20;

  /**
   * Without room, and with most of the time in collections, the end is some seconds away: then so
   * many samples and collections are enough, whatever filled the heap.
   */
  private static final int FEWEST_AT_THE_END = 6;

  /** A count must confirm this share of the limit; what it adds is floating garbage. */
  private static final double COUNTED = 0.8;

  private final boolean mayCount;

  /** {@code mayCount}: whether live objects may be counted, which takes a full collection. */
  HeapPressureDetector(boolean mayCount) {
    this.mayCount = mayCount;
  }

  @Override
  public String name() {
    return Kind.HEAP_PRESSURE.label();
  }

  @Override
  public Finding examine(Window window) {
    HeapMemory heap = window.snapshot().heap().value().orElse(null);
    if (heap == null) {
      return Finding.none(window.snapshot().heap().reason());
    }
    double limit = HeapLeakDetector.limit(window, heap);
    Series full = full(window.liveSet(), FULL * limit);
    if (standsStill(window, limit)) {
      return Finding.of(
          verdict(heap, full, limit, CollectorShare.of(window), null, Severity.CRITICAL), Set.of());
    }
    if (full.size() < FEWEST_COLLECTIONS
        || window.series(Account.HEAP_USED).since(full.second(0)).size() < FEWEST_TICKS) {
      return Finding.none(
          full.size() == 0
              ? "collections leave room in the heap"
              : "the heap was full after " + full.size() + " collections so far");
    }
    if (HeapLeakDetector.isRising(window, heap)) {
      return Finding.none("the live set rises: see the heap leak");
    }
    LiveCount count = window.lastCount().filter(one -> !one.refused()).orElse(null);
    boolean open = mayCount && window.lastCount().isEmpty();
    if (count != null && count.bytes() < COUNTED * limit) {
      // It may have been a while ago, and may be all that a concurrent collector left of a leak.
      return Finding.asking(
          EnumSet.of(Question.COUNT_LIVE_OBJECTS),
          "a count of live objects found room in the heap");
    }
    CollectorShare share = CollectorShare.of(window);
    Severity severity = open ? Severity.WATCH : severity(full.last() / limit, share);
    return Finding.of(
        verdict(heap, full, limit, share, count, severity),
        mayCount ? EnumSet.of(Question.COUNT_LIVE_OBJECTS) : Set.of());
  }

  private static boolean standsStill(Window window, double limit) {
    Series brim = full(window.liveSet(), NO_ROOM * limit);
    return brim.size() >= FEWEST_AT_THE_END
        && window.series(Account.HEAP_USED).since(brim.second(0)).size() >= FEWEST_AT_THE_END
        && CollectorShare.since(window, brim.second(0)).isAtLeast(MOSTLY_COLLECTING);
  }

  /** The newest live-set figures that lie at or above {@code level}, without a break. */
  private static Series full(Series live, double level) {
    int count = 0;
    while (count < live.size() && live.value(live.size() - 1 - count) >= level) {
      count++;
    }
    return live.last(count);
  }

  private static Severity severity(double level, CollectorShare share) {
    return level >= NO_ROOM || share.isAtLeast(MOSTLY_COLLECTING)
        ? Severity.CRITICAL
        : Severity.WARNING;
  }

  private static Verdict verdict(
      HeapMemory heap,
      Series full,
      double limit,
      CollectorShare share,
      LiveCount count,
      Severity severity) {
    boolean byFlag = limit >= heap.max();
    Phrase collecting =
        share.seconds() > 0
            ? Phrase.of("heap-pressure.collecting", Quantity.percent(share.whole()))
            : Phrase.NONE;
    return new Verdict(
        Kind.HEAP_PRESSURE,
        severity,
        count == null ? 0.8 : 0.95,
        "heap-pressure/heap",
        Phrase.of(
            "heap-pressure.summary",
            Quantity.bytes((long) full.min()),
            full.size(),
            Quantity.rounded(100 * full.min() / limit),
            Quantity.bytes((long) limit),
            collecting),
        Phrase.sentences(
            Phrase.of("heap-pressure.why"),
            count == null
                ? Phrase.NONE
                : Phrase.of("heap-pressure.counted", Quantity.bytes(count.bytes()))),
        List.of(
            byFlag
                ? Phrase.of(
                    "heap-pressure.remedy.room",
                    (long) (full.last() / 0.6) >> 20,
                    Quantity.bytes(heap.max()))
                : Phrase.of("heap-pressure.remedy.limit", Quantity.bytes((long) limit)),
            Phrase.of("heap-pressure.remedy.less"),
            Words.withPid("heap-pressure.remedy.see")),
        "heap",
        (long) full.last(),
        0,
        OptionalLong.of((long) limit),
        Forecast.NONE,
        List.of(),
        List.of(
            new Evidence("live set, lowest of these collections", full.min(), "bytes"),
            new Evidence("collections that left the heap full", full.size(), "1"),
            new Evidence("share of time in stop-the-world collections", share.whole(), "1")),
        List.of(),
        List.of());
  }
}
