package io.memguard.verdict;

import java.util.Locale;

/**
 * The troubles that MemGuard can name. The labels are public: they stand in files, JMX
 * notifications and alerts.
 */
public enum Kind {
  HEAP_LEAK("Does what lives in the heap rise without end?"),
  HEAP_PRESSURE("Is the heap too small for what must live in it?"),
  METASPACE_LEAK("Are classes made again and again and never unloaded?"),
  DIRECT_LEAK("Is memory that Java holds off the heap kept for good?"),
  DIRECT_UNCOLLECTED("Do direct buffers merely wait for a collection?"),
  MAPPED_LEAK("Are files mapped again and again and never unmapped?"),
  THREAD_LEAK("Are threads, or whole pools, made again and again and never ended?"),
  CODE_CACHE_FULL("Has the JIT compiler room for its code?"),
  NATIVE_LEAK("Do native libraries allocate and not free?"),
  MALLOC_RETENTION("Does the C library keep memory that was freed?"),
  PAGE_CACHE("The container looks full: is it?"),
  SHMEM_GROWTH("Do files in memory (tmpfs, memfd) or shared segments rise?"),
  SWAP_THRASH("Do pages go out to swap and come back all the time?"),
  OOM_RISK("Will the container be killed by growth that no other verdict explains?"),
  LIMIT_MISMATCH("Do heap, rest and limit fit together?"),
  NEIGHBOUR("Does another process of this container fill it?"),
  SYSTEM_FRAGMENTATION("Does the machine have free memory, but only in small pieces?"),
  OOM_KILLED("Was the last life of this service killed by the kernel, and for what?"),
  GC_OVERHEAD("Do collections take the time, although the heap has room?");

  private final String question;

  Kind(String question) {
    this.question = question;
  }

  /** What its detector asks, as one sentence. */
  public String question() {
    return question;
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
