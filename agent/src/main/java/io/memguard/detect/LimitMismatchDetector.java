package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Item;
import io.memguard.ledger.Series;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.ProcessLimits;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The JVM was promised more memory than its container has. Three ways to see it, the plainest
 * first: the maximum heap alone is as large as the limit; the heap and what was measured beside it
 * are larger; or the JVM divided another figure than the limit when it sized itself.
 *
 * <p>It is arithmetic on settled figures. Growth is other detectors' matter: while the rest still
 * grows there is nothing to add up.
 */
final class LimitMismatchDetector implements Detector {
  /**
   * The limit must have been the same for so many samples: a resize has a moment before and after.
   */
  private static final int STEADY = 30;

  private static final int FEWEST_POINTS = 20;
  private static final double LEAST_GAIN = 0.02;

  /** Less is within what the figures can tell. */
  private static final double TOO_MUCH = 1.02;

  /**
   * From here on the sum leaves no doubt. A collector seldom commits the last tenth of a heap that
   * is large enough, and many services run well with a sum just above the limit.
   */
  private static final double FAR_TOO_MUCH = 1.1;

  /** Pages, huge pages and rounding make smaller differences. */
  private static final double OTHER_VIEW = 0.1;

  @Override
  public String name() {
    return Kind.LIMIT_MISMATCH.label();
  }

  @Override
  public Finding examine(Window window) {
    ContainerMemory container = window.snapshot().container().value().orElse(null);
    HeapMemory heap = window.snapshot().heap().value().orElse(null);
    if (container == null) {
      return Finding.none(window.snapshot().container().reason());
    }
    if (heap == null) {
      return Finding.none(window.snapshot().heap().reason());
    }
    if (container.limit().isEmpty()) {
      return Finding.none("the container has no memory limit");
    }
    long limit = container.limit().getAsLong();
    if (!isSteady(window.series(Account.CONTAINER_LIMIT), limit)) {
      return Finding.none("too early to judge, or the limit was resized a moment ago");
    }
    Series beside = Sizing.warm(window.series(Account.BESIDE_HEAP));
    boolean settled =
        beside.size() >= FEWEST_POINTS
            && !window.trend(Account.BESIDE_HEAP, LEAST_GAIN * limit).growing();
    if (heap.max() >= limit) {
      return Finding.of(heapAlone(window, heap.max(), limit, beside), Set.of());
    }
    double sum = heap.max() + beside.min();
    if (settled && sum > TOO_MUCH * limit) {
      Severity severity = sum > FAR_TOO_MUCH * limit ? Severity.WARNING : Severity.INFO;
      return Finding.of(heapAndRest(window, limit, severity), Set.of());
    }
    OptionalLong seen =
        window
            .snapshot()
            .limits()
            .value()
            .map(ProcessLimits::jvmMemory)
            .orElse(OptionalLong.empty());
    if (seen.isPresent() && Math.abs(seen.getAsLong() - limit) > OTHER_VIEW * limit) {
      return Finding.of(otherView(heap.max(), limit, seen.getAsLong()), Set.of());
    }
    return Finding.none(
        settled
            ? "the heap and the rest fit into the container"
            : "the memory beside the heap has not settled yet");
  }

  private static boolean isSteady(Series limits, long limit) {
    Series newest = limits.last(STEADY);
    return newest.size() == STEADY && newest.min() == limit && newest.max() == limit;
  }

  private static Verdict heapAlone(Window window, long heapMax, long limit, Series beside) {
    boolean measured = beside.size() > 0;
    List<Phrase> remedies =
        measured
            ? remedies(Sizing.of(window), window)
            : List.of(Phrase.of("limit-mismatch.remedy.lower", (long) (0.6 * limit) >> 20));
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(new Evidence("maximum heap", heapMax, "bytes"));
    evidence.add(new Evidence("limit", limit, "bytes"));
    if (measured) {
      evidence.add(new Evidence("beside the heap, most", beside.max(), "bytes"));
    }
    return verdict(
        Severity.WARNING,
        0.95,
        "heap",
        heapMax,
        limit,
        Phrase.of("limit-mismatch.heap", Quantity.bytes(heapMax), Quantity.bytes(limit)),
        Phrase.sentences(
            Phrase.of("limit-mismatch.heap.why"),
            measured
                ? Phrase.of("limit-mismatch.heap.beside", Quantity.bytes((long) beside.max()))
                : Phrase.NONE,
            Phrase.of("limit-mismatch.heap.luck")),
        remedies,
        evidence);
  }

  private static Verdict heapAndRest(Window window, long limit, Severity severity) {
    Sizing sizing = Sizing.of(window);
    return verdict(
        severity,
        0.85,
        "container",
        sizing.heapMax() + sizing.low(),
        limit,
        Phrase.of(
            "limit-mismatch.sum",
            Quantity.bytes(sizing.heapMax()),
            Quantity.bytes(sizing.low()),
            Quantity.bytes(limit),
            Quantity.bytes(sizing.excess())),
        Phrase.of(
            "limit-mismatch.sum.why", Quantity.bytes(sizing.low()), Quantity.bytes(sizing.peak())),
        remedies(sizing, window),
        List.of(
            new Evidence("maximum heap", sizing.heapMax(), "bytes"),
            new Evidence("beside the heap, least", sizing.low(), "bytes"),
            new Evidence("beside the heap, most", sizing.peak(), "bytes"),
            new Evidence("limit", limit, "bytes")));
  }

  /** Flags and limits with numbers, in the order to try them. */
  private static List<Phrase> remedies(Sizing sizing, Window window) {
    List<Phrase> remedies = new ArrayList<>();
    long heap = sizing.heapThatFits();
    if (sizing.anyHeapFits()) {
      OptionalLong live = sizing.peaks().liveSet();
      remedies.add(
          Phrase.of(
              "limit-mismatch.fit.lower",
              heap >> 20,
              100 * heap / sizing.limit().orElseThrow(),
              Quantity.bytes(sizing.peak()),
              live.isEmpty()
                  ? Phrase.NONE
                  : Phrase.of("limit-mismatch.fit.live", Quantity.bytes(live.getAsLong()))));
      remedies.add(raise("limit-mismatch.fit.or-raise", sizing));
    } else {
      remedies.add(raise("limit-mismatch.fit.raise", sizing));
      remedies.add(
          Phrase.of(
              "limit-mismatch.fit.too-small", Quantity.bytes(heap), Quantity.bytes(sizing.peak())));
    }
    remedies.add(rest(sizing, window));
    return List.copyOf(remedies);
  }

  private static Phrase raise(String key, Sizing sizing) {
    return Phrase.of(key, sizing.limitThatFits() >> 20, Quantity.bytes(sizing.heapMax()));
  }

  /** Direct memory and stacks have bounds of their own, and the defaults are generous. */
  private static Phrase rest(Sizing sizing, Window window) {
    int threads = window.snapshot().process().value().map(process -> process.threads()).orElse(0);
    long stacks = window.statement().process().getOrDefault(Item.THREAD_STACKS, 0L);
    return Phrase.of(
        "limit-mismatch.fit.rest",
        sizing.directBound() >> 20,
        Quantity.bytes(sizing.peaks().offHeap().orElse(0)),
        threads > 0 && window.snapshot().nativeMemory().isKnown()
            ? Phrase.of("limit-mismatch.fit.stacks", threads, Quantity.bytes(stacks))
            : Phrase.NONE);
  }

  private static Verdict otherView(long heapMax, long limit, long seen) {
    boolean more = seen > limit;
    return verdict(
        Severity.INFO,
        0.9,
        "jvm",
        seen,
        limit,
        Phrase.of("limit-mismatch.view", Quantity.bytes(seen), Quantity.bytes(limit)),
        Phrase.of(
            more ? "limit-mismatch.view.more" : "limit-mismatch.view.less",
            Quantity.bytes(heapMax)),
        more
            ? List.of(
                Phrase.of("limit-mismatch.remedy.number", limit),
                Phrase.of("limit-mismatch.remedy.see"))
            : List.of(Phrase.of("limit-mismatch.remedy.restart")),
        List.of(
            new Evidence("memory that the JVM sees", seen, "bytes"),
            new Evidence("limit", limit, "bytes"),
            new Evidence("maximum heap", heapMax, "bytes")));
  }

  private static Verdict verdict(
      Severity severity,
      double confidence,
      String account,
      long bytes,
      long limit,
      Phrase summary,
      Phrase explanation,
      List<Phrase> remedies,
      List<Evidence> evidence) {
    return new Verdict(
        Kind.LIMIT_MISMATCH,
        severity,
        confidence,
        "limit-mismatch/" + account,
        summary,
        explanation,
        remedies,
        account,
        bytes,
        0,
        OptionalLong.of(limit),
        Forecast.NONE,
        List.of(),
        List.copyOf(evidence),
        List.of(),
        List.of());
  }
}
