package io.memguard.ledger;

import io.memguard.snapshot.HeapMemory.LivePoint;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The highest figures of the whole life, its start included. The history cannot tell them: its
 * coarser rings keep lows. Bytes, except {@code threads}; empty before the first figure.
 *
 * @param seconds how long that life is
 * @param samples how many of them had a figure of {@code besideHeap}
 * @param liveFigures collections of the whole heap and counts behind {@code liveSet}
 * @param liveSet with the floating garbage that a concurrent collector leaves in its figures
 * @param besideHeap what the container cannot reclaim, less this JVM's resident heap
 * @param offHeap direct buffers, Unsafe, foreign memory, Netty
 * @param metaspace in use
 * @param threads of the process
 * @param threadStacks resident
 * @param mallocKept freed memory that the C library keeps
 */
public record Peaks(
    double seconds,
    int samples,
    int liveFigures,
    OptionalLong liveSet,
    OptionalLong besideHeap,
    OptionalLong offHeap,
    OptionalLong metaspace,
    OptionalLong threads,
    OptionalLong threadStacks,
    OptionalLong mallocKept) {

  static final Peaks NONE =
      new Peaks(
          0,
          0,
          0,
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty());

  /** After one more tick. */
  Peaks with(double second, Map<Account, Double> row, List<LivePoint> livePoints) {
    return new Peaks(
        second,
        samples + (row.containsKey(Account.BESIDE_HEAP) ? 1 : 0),
        liveFigures + livePoints.size(),
        higher(liveSet, livePoints.stream().mapToLong(LivePoint::bytes).max()),
        higher(besideHeap, row, Account.BESIDE_HEAP),
        higher(offHeap, row, Account.OFF_HEAP),
        higher(metaspace, row, Account.METASPACE),
        higher(threads, row, Account.THREADS),
        higher(threadStacks, row, Account.THREAD_STACKS),
        higher(mallocKept, row, Account.MALLOC_RETAINED));
  }

  /** After a count of live objects. */
  Peaks withCount(long bytes) {
    return new Peaks(
        seconds,
        samples,
        liveFigures + 1,
        higher(liveSet, OptionalLong.of(bytes)),
        besideHeap,
        offHeap,
        metaspace,
        threads,
        threadStacks,
        mallocKept);
  }

  private static OptionalLong higher(
      OptionalLong before, Map<Account, Double> row, Account account) {
    Double figure = row.get(account);
    return figure == null ? before : higher(before, OptionalLong.of(figure.longValue()));
  }

  private static OptionalLong higher(OptionalLong before, OptionalLong now) {
    return now.isPresent() && (before.isEmpty() || now.getAsLong() > before.getAsLong())
        ? now
        : before;
  }
}
