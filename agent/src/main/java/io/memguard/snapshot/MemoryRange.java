package io.memguard.snapshot;

/** A stretch of this process's addresses whose use the JVM told: {@code [start, end)}. */
public record MemoryRange(Use use, long start, long end) {

  /** What a range or mapping is used for. */
  public enum Use {
    JAVA_HEAP,
    CLASS_SPACE,
    CLASS_ARCHIVE,
    CODE,
    THREAD_STACK,
    COLLECTOR,
    /** The brk heap and glibc's 64 MB arenas. */
    MALLOC_ARENA,
    /**
     * Private anonymous memory that nobody claimed: large malloc blocks, metaspace, libraries' own
     * mmap.
     */
    ANONYMOUS,
    /** Libraries, jars, the JDK's modules file, and mapped files of the application. */
    FILE,
    /** Shared memory that is not the Java heap. */
    SHARED
  }
}
