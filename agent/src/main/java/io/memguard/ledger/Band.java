package io.memguard.ledger;

import java.util.List;
import java.util.Locale;

/** One area of the picture of a container's memory over time, from the bottom to the top. */
public enum Band {
  HEAP(Item.HEAP),
  CLASSES(Item.METASPACE, Item.CLASS_ARCHIVE, Item.CODE),
  JVM(Item.THREAD_STACKS, Item.COLLECTOR, Item.JVM_OTHER),
  DIRECT(Item.DIRECT, Item.OTHER_UNSAFE),
  NATIVE(Item.JNI_MALLOC, Item.NATIVE_NOT_ITEMISED, Item.MALLOC_RETAINED),
  /** The other processes of the container. */
  NEIGHBOURS,
  /** Shared memory of the container, this JVM's heap excepted where that is shared memory. */
  SHARED,
  /** File pages: of the container, or those that this process maps where there is no container. */
  FILES,
  KERNEL,
  /** What the others leave of the whole. */
  REST;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable.
  private final List<Item> items;

  Band(Item... items) {
    this.items = List.of(items);
  }

  /** The lines of this JVM's statement that the band sums up. */
  List<Item> items() {
    return items;
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
