package io.memguard.ledger;

import java.util.Locale;

/** One line of the statement: the words for people and the JMX attribute (bytes) for machines. */
public enum Item {
  HEAP("Java heap", "HeapResidentBytes"),
  METASPACE("metaspace and class space", "MetaspaceResidentBytes"),
  CLASS_ARCHIVE("class archive (CDS)", "ClassArchiveBytes"),
  CODE("compiled code", "CodeResidentBytes"),
  THREAD_STACKS("thread stacks", "ThreadStackBytes"),
  COLLECTOR("garbage collector", "GcBytes"),
  JVM_OTHER("other JVM structures", "OtherJvmBytes"),
  DIRECT("direct buffers", "DirectBytes"),
  OTHER_UNSAFE("Unsafe, foreign memory, Netty", "OtherUnsafeBytes"),
  FILES("mapped files and libraries", "FileBytes"),
  SHARED("shared memory of this process", "SharedBytes"),
  JNI_MALLOC("native libraries (malloc)", "JniMallocBytes"),
  NATIVE_NOT_ITEMISED("native memory, not itemised", "NativeNotItemisedBytes"),
  MALLOC_RETAINED("free, kept by the allocator", "MallocRetainedBytes"),
  RESIDUAL("residual", "ResidualBytes"),
  CONTAINER_ANONYMOUS("anonymous", "ContainerAnonymousBytes"),
  CONTAINER_PAGE_CACHE("page cache", "ContainerPageCacheBytes"),
  CONTAINER_SHARED("shared memory, tmpfs", "ContainerSharedBytes"),
  CONTAINER_KERNEL("kernel", "ContainerKernelBytes"),
  CONTAINER_RESIDUAL("residual", "ContainerResidualBytes");

  private final String words;
  private final String attribute;

  Item(String words, String attribute) {
    this.words = words;
    this.attribute = attribute;
  }

  /** The public name within its part of the statement, such as {@code page-cache}. */
  public String label() {
    return name().replaceFirst("^CONTAINER_", "").toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether it is a line of the container's part and not of this JVM's. */
  public boolean ofContainer() {
    return name().startsWith("CONTAINER_");
  }

  public String words() {
    return words;
  }

  public String attribute() {
    return attribute;
  }
}
