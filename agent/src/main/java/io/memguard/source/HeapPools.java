package io.memguard.source;

import io.memguard.snapshot.HeapMemory.Collector;
import java.util.Collection;

/**
 * What the names of memory pools and collector beans mean. The JDK documents none of them; every
 * name here was read from the beans of the releases given beside it.
 */
final class HeapPools {

  /** What a bean counts. */
  enum BeanRole {
    /** Stop-the-world collections that leave garbage in the old generation. */
    YOUNG,
    /** Stop-the-world collections of the whole heap. */
    FULL,
    /** Concurrent cycles over the whole heap: their time is not stop-the-world time. */
    CYCLE,
    /** Concurrent cycles over the young generation only. */
    YOUNG_CYCLE,
    /** Pauses inside cycles that another bean counts; their notifications carry zero usages. */
    PAUSES,
    /** Two pauses, Remark and Cleanup, of each of G1's marking cycles. */
    MARKING,
    UNKNOWN
  }

  private HeapPools() {}

  static BeanRole role(String beanName) {
    return switch (beanName) {
      case "Copy", // Serial, 17 to 25
          "PS Scavenge", // Parallel, 17 to 25
          "G1 Young Generation" // G1, 17 to 25; mixed collections too
          ->
          BeanRole.YOUNG;
      case "MarkSweepCompact", // Serial, 17 to 25
          "PS MarkSweep", // Parallel, 17 to 25
          "G1 Old Generation" // G1, 17 to 25: full collections, nothing concurrent
          ->
          BeanRole.FULL;
      case "ZGC Cycles", // ZGC of a single generation, 17 to 23
          "ZGC Major Cycles", // generational ZGC, 21 to 25; collects the young generation too
          "Shenandoah Cycles" // Shenandoah, 17 to 25; in generational mode young cycles too
          ->
          BeanRole.CYCLE;
      case "ZGC Minor Cycles" -> BeanRole.YOUNG_CYCLE; // generational ZGC, 21 to 25
      case "ZGC Pauses", // ZGC of a single generation, 17 to 23
          "ZGC Minor Pauses", // generational ZGC, 21 to 25
          "ZGC Major Pauses", // generational ZGC, 21 to 25
          "Shenandoah Pauses" // Shenandoah, 17 to 25
          ->
          BeanRole.PAUSES;
      case "G1 Concurrent GC" -> BeanRole.MARKING; // G1, since 20
      default -> BeanRole.UNKNOWN;
    };
  }

  /** The collector that owns these beans. */
  static Collector collector(Collection<String> beanNames) {
    return beanNames.stream()
        .map(HeapPools::owner)
        .filter(owner -> owner != Collector.OTHER)
        .findFirst()
        .orElse(Collector.OTHER);
  }

  /** Releases as in {@link #role}. */
  private static Collector owner(String beanName) {
    return switch (beanName) {
      case "MarkSweepCompact" -> Collector.SERIAL;
      case "PS MarkSweep" -> Collector.PARALLEL;
      case "G1 Old Generation" -> Collector.G1;
      case "ZGC Cycles" -> Collector.Z;
      case "ZGC Major Cycles" -> Collector.GENERATIONAL_Z;
      case "Shenandoah Cycles" -> Collector.SHENANDOAH;
      default -> Collector.OTHER;
    };
  }

  /** Whether objects that survived long live in that pool, apart from young ones. */
  static boolean old(String poolName) {
    return switch (poolName) {
      case "G1 Old Gen", // G1, 17 to 25; humongous objects too
          "PS Old Gen", // Parallel, 17 to 25
          "Tenured Gen", // Serial, 17 to 25
          "ZGC Old Generation", // generational ZGC, 21 to 25
          "Shenandoah Old Gen" // generational mode of Shenandoah, 24 to 25
          ->
          true;
      default -> false; // "ZHeap" and "Shenandoah" know no generations
    };
  }

  /** Class metadata, compressed class space included: pool of all releases. */
  static boolean metaspace(String poolName) {
    return poolName.equals("Metaspace");
  }

  /** A part of the metaspace pool; absent without compressed class pointers. */
  static boolean classSpace(String poolName) {
    return poolName.equals("Compressed Class Space");
  }

  /**
   * One of the three {@code CodeHeap '…'} pools, or {@code CodeCache} where the code cache is not
   * segmented (below 240 MB, or {@code -XX:-SegmentedCodeCache}).
   */
  static boolean code(String poolName) {
    return poolName.equals("CodeCache") || poolName.startsWith("CodeHeap '");
  }
}
