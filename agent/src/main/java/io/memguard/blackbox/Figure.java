package io.memguard.blackbox;

/**
 * What one sample of the black box holds. The order is that of the record; the names stand in the
 * file's header, so that a later version finds the figures that it knows. New ones go to the end.
 */
public enum Figure {
  RSS(0, "rss", Unit.BYTES, "RSS of the JVM"),
  CONTAINER_USAGE(1, "container-usage", Unit.BYTES, "container usage"),
  CONTAINER_LIMIT(2, "container-limit", Unit.BYTES, "container limit"),
  NON_RECLAIMABLE(3, "non-reclaimable", Unit.BYTES, "not reclaimable"),
  CONTAINER_ANONYMOUS(4, "container-anonymous", Unit.BYTES, "anonymous memory"),
  PAGE_CACHE(5, "page-cache", Unit.BYTES, "page cache"),
  SHARED_MEMORY(6, "shared-memory", Unit.BYTES, "shared memory, tmpfs"),
  KERNEL(7, "kernel", Unit.BYTES, "kernel memory"),
  INACTIVE_FILE(8, "inactive-file", Unit.BYTES, "inactive file pages"),
  SWAP(9, "swap", Unit.BYTES, "swapped out"),
  HEAP_USED(10, "heap-used", Unit.BYTES, "heap used"),
  HEAP_MAX(11, "heap-max", Unit.BYTES, "maximum heap"),
  HEAP_LIVE(12, "heap-live", Unit.BYTES, "live set"),
  HEAP(13, "heap", Unit.BYTES, "Java heap"),
  METASPACE(14, "metaspace", Unit.BYTES, "metaspace"),
  CODE(15, "code", Unit.BYTES, "compiled code"),
  COLLECTOR(16, "collector", Unit.BYTES, "garbage collector"),
  JVM_OTHER(17, "jvm-other", Unit.BYTES, "other JVM structures"),
  THREAD_STACKS(18, "thread-stacks", Unit.BYTES, "thread stacks"),
  DIRECT(19, "direct", Unit.BYTES, "direct buffers"),
  OTHER_UNSAFE(20, "other-unsafe", Unit.BYTES, "Unsafe, foreign memory, Netty"),
  FILES(21, "files", Unit.BYTES, "mapped files and libraries"),
  JNI_MALLOC(22, "jni-malloc", Unit.BYTES, "native libraries (malloc)"),
  NATIVE_NOT_ITEMISED(23, "native-not-itemised", Unit.BYTES, "native memory, not itemised"),
  MALLOC_RETAINED(24, "malloc-retained", Unit.BYTES, "free, kept by the allocator"),
  RESIDUAL(25, "residual", Unit.BYTES, "residual"),
  NEIGHBOURS(26, "neighbours", Unit.BYTES, "other processes of the container"),
  MACHINE_AVAILABLE(27, "machine-available", Unit.BYTES, "available on the machine"),
  MACHINE_TOTAL(28, "machine-total", Unit.BYTES, "memory of the machine"),
  THREADS(29, "threads", Unit.COUNT, "threads"),
  CLASSES(30, "classes", Unit.COUNT, "loaded classes"),
  COLLECTION_MILLIS(31, "collection-millis", Unit.COUNT, "milliseconds in collections"),
  CONTAINER_OOM_KILLS(32, "container-oom-kills", Unit.COUNT, "OOM kills in the container"),
  MACHINE_OOM_KILLS(33, "machine-oom-kills", Unit.COUNT, "OOM kills on the machine"),
  LIMIT_HITS(34, "limit-hits", Unit.COUNT, "limit met");

  /** How a figure is stored: bytes as whole KiB, counts as they are. */
  enum Unit {
    BYTES,
    COUNT
  }

  private final int place;
  private final String label;
  private final Unit unit;
  private final String words;

  Figure(int place, String label, Unit unit, String words) {
    this.place = place;
    this.label = label;
    this.unit = unit;
    this.words = words;
  }

  /** Its place in a record. */
  int place() {
    return place;
  }

  public String label() {
    return label;
  }

  public String words() {
    return words;
  }

  public boolean isBytes() {
    return unit == Unit.BYTES;
  }

  /** As it is stored; saturates at 2 TiB or 2<sup>31</sup>. */
  int stored(long figure) {
    long scaled = isBytes() ? figure >> 10 : figure;
    return (int) Math.max(Integer.MIN_VALUE + 1L, Math.min(Integer.MAX_VALUE, scaled));
  }

  long restored(int stored) {
    return isBytes() ? (long) stored << 10 : stored;
  }
}
