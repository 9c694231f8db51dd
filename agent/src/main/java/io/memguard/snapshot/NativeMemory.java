package io.memguard.snapshot;

import java.util.Map;

/**
 * Native Memory Tracking, summary level. Bytes; committed is what was asked for, not what is
 * resident.
 */
public record NativeMemory(long reserved, long committed, Map<String, Category> categories) {

  /**
   * One NMT category.
   *
   * @param malloc bytes asked from malloc, without headers
   * @param mallocCount blocks behind {@code malloc}
   * @param arena bytes of malloc'd arenas, which are apart from {@code malloc}
   * @param mapped committed bytes of mmap'd memory
   */
  public record Category(
      String name,
      long reserved,
      long committed,
      long malloc,
      long mallocCount,
      long arena,
      long mapped) {

    /** Bytes that this category holds through malloc. */
    public long heapAllocated() {
      return malloc + arena;
    }
  }

  private static final Category NONE = new Category("", 0, 0, 0, 0, 0, 0);

  /** The category of that NMT name, all zero when this JVM does not print it. */
  public Category category(String name) {
    return categories.getOrDefault(name, NONE);
  }

  /** Every byte that the JVM itself holds through malloc. */
  public long heapAllocated() {
    return categories.values().stream().mapToLong(Category::heapAllocated).sum();
  }
}
