package io.memguard.snapshot;

import java.util.List;

/**
 * The Java heap as the platform beans and its collector tell it. Bytes.
 *
 * @param max the maximum heap ({@code -Xmx})
 * @param collector which collector runs
 * @param livePoints live-set figures since the previous snapshot, oldest first; usually none or one
 * @param collections collections of the whole life, any generation
 * @param collectionMillis time spent in stop-the-world collections in the whole life, milliseconds;
 *     those that a histogram, a dump or a command asked for are left out
 * @param waitedMillis the part of such time in which the collecting threads waited for a processor;
 *     0 where the kernel does not tell
 */
public record HeapMemory(
    long used,
    long committed,
    long max,
    Collector collector,
    List<LivePoint> livePoints,
    long collections,
    long collectionMillis,
    long waitedMillis) {

  /** The collectors whose signals differ. */
  public enum Collector {
    SERIAL,
    PARALLEL,
    G1,
    Z,
    GENERATIONAL_Z,
    SHENANDOAH,
    OTHER
  }

  /**
   * Heap in use right after a collection that looked at the whole heap: an upper bound of what is
   * live.
   *
   * @param millis when the collection ended, by the clock of {@link Snapshot#nanos}, which nobody
   *     sets
   * @param bytes heap in use after it
   * @param cycle ordinal of that collection in this life, so that gaps are visible
   * @param exact true after a stop-the-world full collection; false when floating garbage is in it
   */
  public record LivePoint(long millis, long bytes, long cycle, boolean exact) {}
}
