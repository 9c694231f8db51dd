package io.memguard.ledger;

/** The figures whose history is kept. Bytes where nothing else is said; counters only rise. */
public enum Account {
  RSS("rss"),
  HEAP_USED("heap"),
  HEAP_RESIDENT("heap"),
  /** The buffer pool {@code direct}. */
  DIRECT("direct"),
  /**
   * Everything that Java code holds off the heap: {@link #DIRECT}, Unsafe, foreign memory, Netty.
   */
  OFF_HEAP("direct"),
  MAPPED("mapped"),
  /** Mapped buffers: a count. */
  MAPPED_BUFFERS("mapped"),
  /** Address space of mapped files that are no code: mapped by whatever means. */
  MAPPED_FILES("mapped"),
  /** Mappings of the whole process: a count. */
  MAPPINGS("mapped"),
  METASPACE("metaspace"),
  /** Classes loaded now: a count. */
  CLASSES("metaspace"),
  CODE("code"),
  NATIVE_OUTSTANDING("native"),
  /**
   * Malloc'd by native libraries. Without native memory tracking what the JVM malloc'd is in it,
   * and what Java code holds beside the buffer pool as far as the allocation hooks did not see it.
   */
  JNI_MALLOC("native"),
  /** Resident, freed, and kept by the allocator. */
  MALLOC_RETAINED("native"),
  /** Resident memory that no account explains: what libraries mapped themselves. */
  UNEXPLAINED("native"),
  /** Threads of the process: a count. */
  THREADS("threads"),
  THREAD_STACKS("threads"),
  CONTAINER_USAGE("container"),
  /** The limit itself, which may be resized while the service runs; absent where there is none. */
  CONTAINER_LIMIT("container"),
  NON_RECLAIMABLE("container"),
  /**
   * Non-reclaimable memory of the container less this JVM's resident heap, which has a bound of its
   * own.
   */
  BESIDE_HEAP("container"),
  PAGE_CACHE("page-cache"),
  /** Shared memory of the container, this JVM's heap excepted where that is shared memory. */
  SHARED_MEMORY("shared-memory"),
  KERNEL("kernel"),
  SWAP("swap"),
  /** Resident memory of the other processes of the container. */
  NEIGHBOURS("neighbours"),
  /** Milliseconds in stop-the-world collections: a counter. */
  COLLECTION_MILLIS("heap"),
  /** Milliseconds of these in which the collecting threads waited for a processor: a counter. */
  COLLECTION_WAITED_MILLIS("heap"),
  /** File pages of the container read back after reclaim: a counter. */
  REFAULTS("page-cache"),
  /** Pages of the container read from disk: a counter. */
  MAJOR_FAULTS("swap"),
  /** Pages the machine read from swap: a counter. */
  SWAP_INS("swap"),
  /** Pages the machine wrote to swap: a counter. */
  SWAP_OUTS("swap"),
  /** Allocations of the machine that waited for compaction: a counter. */
  COMPACTION_STALLS("machine");

  private final String label;

  Account(String label) {
    this.label = label;
  }

  /** The public name of the statement line that this figure belongs to. */
  public String label() {
    return label;
  }
}
