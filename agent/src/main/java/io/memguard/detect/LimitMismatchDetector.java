package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Item;
import io.memguard.ledger.Series;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.ProcessLimits;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Kind;
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
    List<String> remedies =
        measured
            ? remedies(Sizing.of(window), window)
            : List.of(
                "Lower the heap: -XX:MaxRAMPercentage=60 without -Xmx, or -Xmx%dm."
                    .formatted((long) (0.6 * limit) >> 20));
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
        "the maximum heap alone does not fit into the container: %s of heap, %s of limit"
            .formatted(Quantity.bytes(heapMax), Quantity.bytes(limit)),
        "The heap may grow to its maximum before the collector has to work for it, and the kernel kills the container"
            + " first (or swaps, where it may); there is no OutOfMemoryError and no heap dump then."
            + (measured
                ? " Beside the heap this service takes " + Quantity.bytes((long) beside.max()) + "."
                : "")
            + " It goes well for as long as the collector keeps the heap small by luck.",
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
        "heap and the rest do not fit into the container: up to %s of heap and at least %s beside it exceed the limit of %s by %s"
            .formatted(
                Quantity.bytes(sizing.heapMax()),
                Quantity.bytes(sizing.low()),
                Quantity.bytes(limit),
                Quantity.bytes(sizing.excess())),
        ("Metaspace, code, stacks, buffers and the collector took at least %s since the service is warm and at most %s in"
                + " its life, and that is not part of -Xmx. If the heap ever reaches its maximum, the kernel kills the container without an"
                + " OutOfMemoryError. It is no leak: nothing grows, the sum was too large from the start.")
            .formatted(Quantity.bytes(sizing.low()), Quantity.bytes(sizing.peak())),
        remedies(sizing, window),
        List.of(
            new Evidence("maximum heap", sizing.heapMax(), "bytes"),
            new Evidence("beside the heap, least", sizing.low(), "bytes"),
            new Evidence("beside the heap, most", sizing.peak(), "bytes"),
            new Evidence("limit", limit, "bytes")));
  }

  /** Flags and limits with numbers, in the order to try them. */
  private static List<String> remedies(Sizing sizing, Window window) {
    List<String> remedies = new ArrayList<>();
    long heap = sizing.heapThatFits();
    String raise =
        "Raise the container's limit to %d MiB, which holds the heap of %s and the rest."
            .formatted(sizing.limitThatFits() >> 20, Quantity.bytes(sizing.heapMax()));
    if (sizing.anyHeapFits()) {
      OptionalLong live = sizing.peaks().liveSet();
      remedies.add(
          "Lower the heap: -Xmx%dm, or -XX:MaxRAMPercentage=%d without -Xmx; the rest took up to %s%s."
              .formatted(
                  heap >> 20,
                  100 * heap / sizing.limit().orElseThrow(),
                  Quantity.bytes(sizing.peak()),
                  live.isEmpty()
                      ? ""
                      : ", and " + Quantity.bytes(live.getAsLong()) + " of heap are live"));
      remedies.add("Or: " + raise);
    } else {
      remedies.add(raise);
      remedies.add(
          "A heap that fits the limit (%s) would be too small for what is live; shrink the rest first (%s)."
              .formatted(Quantity.bytes(heap), Quantity.bytes(sizing.peak())));
    }
    remedies.add(rest(sizing, window));
    return List.copyOf(remedies);
  }

  /** Direct memory and stacks have bounds of their own, and the defaults are generous. */
  private static String rest(Sizing sizing, Window window) {
    int threads = window.snapshot().process().value().map(process -> process.threads()).orElse(0);
    long stacks = window.statement().process().getOrDefault(Item.THREAD_STACKS, 0L);
    return "Bound the rest: -XX:MaxDirectMemorySize=%dm (up to %s were used; the default is as large as the heap)%s."
        .formatted(
            sizing.directBound() >> 20,
            Quantity.bytes(sizing.peaks().offHeap().orElse(0)),
            threads > 0 && window.snapshot().nativeMemory().isKnown()
                ? "; %d threads have %s of stacks resident"
                    .formatted(threads, Quantity.bytes(stacks))
                : "");
  }

  private static Verdict otherView(long heapMax, long limit, long seen) {
    boolean more = seen > limit;
    return verdict(
        Severity.INFO,
        0.9,
        "jvm",
        seen,
        limit,
        "the JVM sized itself for %s, the container's limit is %s"
            .formatted(Quantity.bytes(seen), Quantity.bytes(limit)),
        more
            ? "Defaults that are shares of the memory (heap, collector and compiler threads) come out too large. The maximum heap is "
                + Quantity.bytes(heapMax)
                + ", which fits. The JVM does not see the limit (an old JVM on a new kernel, -XX:-UseContainerSupport), or"
                + " the limit was lowered after its start."
            : "The JVM sizes itself once, at its start; the limit was raised since, or it saw a smaller one. The memory that"
                + " was added is not used by the heap, whose maximum is "
                + Quantity.bytes(heapMax)
                + ".",
        more
            ? List.of(
                "Set the heap by number: -Xmx, or -XX:MaxRAM=%d with the usual percentages."
                    .formatted(limit),
                "See what the JVM sees: java -Xlog:os+container=trace -version, in the container.")
            : List.of("Restart the service, so that the JVM takes the new limit into account."),
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
      String summary,
      String explanation,
      List<String> remedies,
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
        OptionalLong.empty(),
        List.of(),
        List.copyOf(evidence),
        List.of(),
        List.of());
  }
}
