package io.memguard.snapshot;

import java.util.List;
import java.util.Optional;

/**
 * The last that JFR said of each subject; empty until it said something, and for good where this
 * JVM lacks the event. Bytes.
 *
 * @param events events received since the start: while it rises, the stream lives
 * @param loaders class loaders with the most classes first, at most {@link #LOADERS}
 */
public record FlightFacts(
    long events,
    Optional<Resident> resident,
    Optional<NativeTotal> nativeTotal,
    Optional<Metaspace> metaspace,
    Optional<DirectBuffers> directBuffers,
    List<Loader> loaders) {

  /** How many loaders are kept. */
  public static final int LOADERS = 20;

  static final FlightFacts NONE =
      new FlightFacts(
          0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());

  /** {@code jdk.ResidentSetSize}, since 20. */
  public record Resident(long rss, long peakRss) {}

  /** {@code jdk.NativeMemoryUsageTotal}, since 20 and with native memory tracking only. */
  public record NativeTotal(long reserved, long committed) {}

  /**
   * {@code jdk.MetaspaceSummary} after a collection.
   *
   * @param classSpaceUsed the part of {@code used} in compressed class space
   * @param threshold metaspace in use that starts the next collection for its sake
   */
  public record Metaspace(
      long epochMillis, long used, long committed, long classSpaceUsed, long threshold) {}

  /** {@code jdk.DirectBufferStatistics}: the same counters as the buffer pool {@code direct}. */
  public record DirectBuffers(long count, long used, long max) {}

  /**
   * {@code jdk.ClassLoaderStatistics}, summed over the loaders of one type and name.
   *
   * @param type class of the loader; {@code bootstrap} for the boot loader
   * @param name name of the loader, empty when it has none
   * @param loaders how many loaders that are
   * @param classes classes they loaded, hidden ones included
   * @param bytes metaspace they hold, hidden classes included
   */
  public record Loader(String type, String name, long loaders, long classes, long bytes) {}
}
