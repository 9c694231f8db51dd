package io.memguard.verdict;

import java.util.Locale;

/**
 * The troubles that MemGuard can name. The labels are public: they stand in files, JMX
 * notifications and alerts.
 */
public enum Kind {
  HEAP_LEAK,
  HEAP_PRESSURE,
  METASPACE_LEAK,
  DIRECT_LEAK,
  DIRECT_UNCOLLECTED,
  MAPPED_LEAK,
  THREAD_LEAK,
  CODE_CACHE_FULL,
  NATIVE_LEAK,
  MALLOC_RETENTION,
  PAGE_CACHE,
  SHMEM_GROWTH,
  SWAP_THRASH,
  OOM_RISK,
  LIMIT_MISMATCH,
  NEIGHBOUR,
  SYSTEM_FRAGMENTATION,
  OOM_KILLED,
  GC_OVERHEAD;

  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
