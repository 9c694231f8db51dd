package io.memguard.source;

/**
 * Anonymous memory of a cgroup with the pages that {@code memory.stat} leaves out under swapping.
 */
final class AnonymousMemory {

  private AnonymousMemory() {}

  /**
   * The kernel's {@code anon} counts mapped pages. A page in the swap cache that no process maps at
   * the moment is charged to the group and still stands on an anonymous LRU list (which carry
   * shared memory too): 18 % of usage was seen. {@code swapcached} bounds what such pages can be.
   */
  static long of(long mapped, KeyedFile stat, String prefix, long shared) {
    long swapCached = stat.valueOr(prefix + "swapcached", 0);
    long listed =
        stat.valueOr(prefix + "inactive_anon", 0)
            + stat.valueOr(prefix + "active_anon", 0)
            - shared;
    return Math.max(mapped, Math.min(listed, mapped + swapCached));
  }
}
