package io.memguard.blackbox;

import io.memguard.verdict.Phrase;

/**
 * What one sample of the black box holds. The order is that of the record; the names stand in the
 * file's header, so that a later version finds the figures that it knows. New ones go to the end.
 */
public enum Figure {
  RSS(0, "rss", Unit.BYTES),
  CONTAINER_USAGE(1, "container-usage", Unit.BYTES),
  CONTAINER_LIMIT(2, "container-limit", Unit.BYTES),
  NON_RECLAIMABLE(3, "non-reclaimable", Unit.BYTES),
  CONTAINER_ANONYMOUS(4, "container-anonymous", Unit.BYTES),
  PAGE_CACHE(5, "page-cache", Unit.BYTES),
  SHARED_MEMORY(6, "shared-memory", Unit.BYTES),
  KERNEL(7, "kernel", Unit.BYTES),
  INACTIVE_FILE(8, "inactive-file", Unit.BYTES),
  SWAP(9, "swap", Unit.BYTES),
  HEAP_USED(10, "heap-used", Unit.BYTES),
  HEAP_MAX(11, "heap-max", Unit.BYTES),
  HEAP_LIVE(12, "heap-live", Unit.BYTES),
  HEAP(13, "heap", Unit.BYTES),
  METASPACE(14, "metaspace", Unit.BYTES),
  CODE(15, "code", Unit.BYTES),
  COLLECTOR(16, "collector", Unit.BYTES),
  JVM_OTHER(17, "jvm-other", Unit.BYTES),
  THREAD_STACKS(18, "thread-stacks", Unit.BYTES),
  DIRECT(19, "direct", Unit.BYTES),
  OTHER_UNSAFE(20, "other-unsafe", Unit.BYTES),
  FILES(21, "files", Unit.BYTES),
  JNI_MALLOC(22, "jni-malloc", Unit.BYTES),
  NATIVE_NOT_ITEMISED(23, "native-not-itemised", Unit.BYTES),
  MALLOC_RETAINED(24, "malloc-retained", Unit.BYTES),
  RESIDUAL(25, "residual", Unit.BYTES),
  NEIGHBOURS(26, "neighbours", Unit.BYTES),
  MACHINE_AVAILABLE(27, "machine-available", Unit.BYTES),
  MACHINE_TOTAL(28, "machine-total", Unit.BYTES),
  THREADS(29, "threads", Unit.COUNT),
  CLASSES(30, "classes", Unit.COUNT),
  COLLECTION_MILLIS(31, "collection-millis", Unit.COUNT),
  CONTAINER_OOM_KILLS(32, "container-oom-kills", Unit.COUNT),
  MACHINE_OOM_KILLS(33, "machine-oom-kills", Unit.COUNT),
  LIMIT_HITS(34, "limit-hits", Unit.COUNT);

  /** How a figure is stored: bytes as whole KiB, counts as they are. */
  enum Unit {
    BYTES,
    COUNT
  }

  private final int place;
  private final String label;
  private final Unit unit;

  Figure(int place, String label, Unit unit) {
    this.place = place;
    this.label = label;
    this.unit = unit;
  }

  /** Its place in a record. */
  int place() {
    return place;
  }

  public String label() {
    return label;
  }

  /** What people call it. */
  public Phrase words() {
    return Phrase.of("figure." + label);
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
