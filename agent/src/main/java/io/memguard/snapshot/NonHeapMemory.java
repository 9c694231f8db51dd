package io.memguard.snapshot;

import java.util.List;

/**
 * Memory of the JVM beside the heap, from the platform beans. Bytes, except the class and thread
 * counts.
 */
public record NonHeapMemory(
    long metaspaceUsed,
    long metaspaceCommitted,
    long classSpaceUsed,
    long classSpaceCommitted,
    long codeUsed,
    int loadedClasses,
    long unloadedClasses,
    int threads,
    List<CodeHeap> codeHeaps) {

  /**
   * A part of the code cache; there is one part only where the cache is not segmented.
   *
   * @param name as the pool is called, such as {@code CodeHeap 'profiled nmethods'}
   * @param used bytes
   * @param max bytes reserved
   */
  public record CodeHeap(String name, long used, long max) {}
}
