package io.memguard.ledger;

/** The figures whose history is kept. All in bytes, except {@code THREADS} and {@code CLASSES}. */
public enum Account {
  RSS("rss"),
  HEAP_USED("heap"),
  HEAP_RESIDENT("heap"),
  DIRECT("direct"),
  MAPPED("mapped"),
  METASPACE("metaspace"),
  NATIVE_OUTSTANDING("native"),
  JNI_MALLOC("native"),
  CONTAINER_USAGE("container"),
  NON_RECLAIMABLE("container"),
  /**
   * Non-reclaimable memory of the container less this JVM's resident heap, which has a bound of its
   * own.
   */
  BESIDE_HEAP("container"),
  THREADS("threads"),
  CLASSES("metaspace");

  private final String label;

  Account(String label) {
    this.label = label;
  }

  /** The public name of the statement line that this figure belongs to. */
  public String label() {
    return label;
  }
}
