package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Peaks;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.ProcessLimits;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a heap, a container and the bounds of the rest should be, from what was measured in this
 * life and not from shares that are customary. Bytes. {@link SizingAdvice} puts it into words.
 *
 * @param limit the container's limit
 * @param heapMax the maximum heap as it is set now; 0 when it is not known
 * @param lowestHeapUsed the lowest heap in use of late: no more was live then; 0 when not known
 * @param low what the rest of the container took at least, once warm: it will not be less
 * @param peak what the rest of the container took at most
 * @param peaks all that was measured
 * @param threadStack address space of one thread's stack
 * @param refusal why nothing should be sized by this; nothing when it may
 */
public record Sizing(
    OptionalLong limit,
    long heapMax,
    long lowestHeapUsed,
    long low,
    long peak,
    Peaks peaks,
    OptionalLong threadStack,
    Phrase refusal) {
  static final long MIB = 1 << 20;

  /** Room for what was not seen yet, as a share of the limit. */
  static final double RESERVE = 0.05;

  /** The heap needs this multiple of its live set, or it collects all the time. */
  private static final double OVER_LIVE_SET = 1.5;

  /** Direct memory is bounded at this multiple of what was seen; metaspace as well. */
  private static final double OVER_PEAK = 1.5;

  private static final long LEAST_DIRECT = 32 * MIB;
  private static final long LEAST_METASPACE = 64 * MIB;
  private static final long METASPACE_STEP = 16 * MIB;

  /** What was measured in the first third of the window is warm-up. */
  private static final int WARM_UP = 3;

  /** With fewer samples a peak is not one. */
  private static final int FEWEST_SAMPLES = 60;

  /** A smaller rise of the memory beside the heap is none, as a share of the limit. */
  private static final double LEAST_GAIN = 0.02;

  /** Measures the window; never throws. */
  public static Sizing of(Window window) {
    HeapMemory heap = window.snapshot().heap().value().orElse(null);
    Series beside = warm(window.series(Account.BESIDE_HEAP));
    Series used = window.series(Account.HEAP_USED);
    Optional<ProcessLimits> limits = window.snapshot().limits().value();
    return new Sizing(
        window.containerLimit(),
        heap == null ? 0 : limits.flatMap(Sizing::heapFlag).orElse(heap.max()),
        (long) used.min(),
        (long) beside.min(),
        window.peaks().besideHeap().orElse(0),
        window.peaks(),
        limits.map(ProcessLimits::threadStack).orElse(OptionalLong.empty()),
        refusal(window, heap));
  }

  private static Optional<Long> heapFlag(ProcessLimits limits) {
    return limits.heap().stream().boxed().findFirst();
  }

  /** The points of an account without those of the warm-up. */
  static Series warm(Series all) {
    return all.last(all.size() - all.size() / WARM_UP);
  }

  private static Phrase refusal(Window window, HeapMemory heap) {
    if (heap == null) {
      return Phrase.text(window.snapshot().heap().reason());
    }
    ContainerMemory container = window.snapshot().container().value().orElse(null);
    if (container == null) {
      return Phrase.of("sizing.no-container", window.snapshot().container().reason());
    }
    int samples = window.peaks().samples();
    if (samples < FEWEST_SAMPLES) {
      String pages = window.snapshot().residentPages().reason();
      return Phrase.of(
          "sizing.too-little",
          samples,
          FEWEST_SAMPLES,
          pages.isEmpty() ? Phrase.NONE : Phrase.text(" (" + pages + ")"));
    }
    double whole = container.limit().orElse(container.usage());
    Trend trend = window.trend(Account.BESIDE_HEAP, LEAST_GAIN * whole);
    if (trend.growing()) {
      return Phrase.of(
          "sizing.grows",
          Quantity.bytes((long) trend.gain()),
          Quantity.duration(Math.round(trend.span())));
    }
    if (HeapLeakDetector.isRising(window, heap)) {
      return Phrase.of("sizing.live-rises");
    }
    return Phrase.NONE;
  }

  /** By how much heap and rest together exceed the limit; negative while they fit. */
  long excess() {
    return heapMax + low - limit.orElse(Long.MAX_VALUE);
  }

  /** The largest maximum heap that leaves room for the rest, in whole MiB; 0 when there is none. */
  long heapThatFits() {
    long whole = limit.orElse(0);
    return Math.max(0, MIB * (long) Math.floor((whole - peak - RESERVE * whole) / MIB));
  }

  /** The smallest heap that was seen to do, in whole MiB. */
  long leastHeap() {
    long live = peaks.liveSet().orElse(lowestHeapUsed);
    return MIB * (long) Math.ceil(OVER_LIVE_SET * live / MIB);
  }

  /** Whether a heap of sufficient size fits the limit. */
  boolean anyHeapFits() {
    return heapThatFits() > 0 && heapThatFits() >= leastHeap();
  }

  /** The limit that the present maximum heap needs. */
  long limitThatFits() {
    return limitFor(heapMax);
  }

  /** The limit that a maximum heap needs, in whole MiB. */
  long limitFor(long heap) {
    return MIB * (long) Math.ceil((heap + peak) / (1 - RESERVE) / MIB);
  }

  /** A maximum heap, direct memory and metaspace at their bounds, and the rest at its highest. */
  long atBounds(long heap) {
    return heap
        + peak
        + directBound()
        - peaks.offHeap().orElse(directBound())
        + metaspaceBound()
        - peaks.metaspace().orElse(metaspaceBound());
  }

  /** The limit that holds all that with a maximum heap, in whole MiB. */
  long limitForBounds(long heap) {
    return MIB * (long) Math.ceil(atBounds(heap) / (1 - RESERVE) / MIB);
  }

  /** A bound for direct memory: the default is as large as the heap. */
  long directBound() {
    long whole = (long) (OVER_PEAK * peaks.offHeap().orElse(0)) / MIB * MIB;
    return Math.max(LEAST_DIRECT, whole);
  }

  /** A bound for metaspace: there is none by default. */
  long metaspaceBound() {
    double steps = OVER_PEAK * peaks.metaspace().orElse(0) / METASPACE_STEP;
    return Math.max(LEAST_METASPACE, METASPACE_STEP * (long) Math.ceil(steps));
  }
}
