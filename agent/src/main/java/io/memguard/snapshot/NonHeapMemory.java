package io.memguard.snapshot;

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
    long codeCommitted,
    long codeMax,
    int loadedClasses,
    long unloadedClasses,
    int threads,
    int peakThreads) {}
