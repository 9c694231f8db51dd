package io.memguard.source;

import io.memguard.snapshot.MemoryRange.Use;
import java.util.EnumMap;
import java.util.Map;

/** Resident bytes by use while they are being counted. */
final class PageTally {

  private final Map<Use, Long> bytes = new EnumMap<>(Use.class);
  private final Map<Use, Long> doubtful = new EnumMap<>(Use.class);
  private long duplicates;

  void add(Use use, long more) {
    if (more > 0) {
      bytes.merge(use, more, Long::sum);
    }
  }

  /**
   * Bytes of pages that may be the zero page, which is no memory, or shared with a forked child.
   */
  void addDoubtful(Use use, long more) {
    if (more > 0) {
      doubtful.merge(use, more, Long::sum);
    }
  }

  /** Keeps the doubtful pages if most of them are missing from what the kernel counts. */
  void settle(long rss) {
    long missing = rss - sum(bytes) - duplicates;
    if (missing > sum(doubtful) / 4 * 3) {
      doubtful.forEach(this::add);
    }
    doubtful.clear();
  }

  private static long sum(Map<Use, Long> bytes) {
    long sum = 0;
    for (long each : bytes.values()) {
      sum += each;
    }
    return sum;
  }

  /** Bytes of pages that were counted at another address already. */
  void addDuplicates(long more) {
    duplicates += more;
  }

  long duplicates() {
    return duplicates;
  }

  Map<Use, Long> byUse() {
    return Map.copyOf(bytes);
  }
}
