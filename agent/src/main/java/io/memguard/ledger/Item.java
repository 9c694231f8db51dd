package io.memguard.ledger;

import io.memguard.verdict.Phrase;
import java.util.Locale;

/** One line of the statement, and its JMX attribute (bytes). */
public enum Item {
  HEAP("HeapResidentBytes"),
  METASPACE("MetaspaceResidentBytes"),
  CLASS_ARCHIVE("ClassArchiveBytes"),
  CODE("CodeResidentBytes"),
  THREAD_STACKS("ThreadStackBytes"),
  COLLECTOR("GcBytes"),
  JVM_OTHER("OtherJvmBytes"),
  DIRECT("DirectBytes"),
  OTHER_UNSAFE("OtherUnsafeBytes"),
  FILES("FileBytes"),
  SHARED("SharedBytes"),
  JNI_MALLOC("JniMallocBytes"),
  NATIVE_NOT_ITEMISED("NativeNotItemisedBytes"),
  MALLOC_RETAINED("MallocRetainedBytes"),
  RESIDUAL("ResidualBytes"),
  CONTAINER_ANONYMOUS("ContainerAnonymousBytes"),
  CONTAINER_PAGE_CACHE("ContainerPageCacheBytes"),
  CONTAINER_SHARED("ContainerSharedBytes"),
  CONTAINER_KERNEL("ContainerKernelBytes"),
  CONTAINER_RESIDUAL("ContainerResidualBytes");

  private final String attribute;

  Item(String attribute) {
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

  /** What people call it. */
  public Phrase words() {
    return Phrase.of("item." + name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  public String attribute() {
    return attribute;
  }
}
