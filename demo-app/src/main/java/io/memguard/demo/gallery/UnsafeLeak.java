package io.memguard.demo.gallery;

/**
 * An off-heap index takes memory from {@code Unsafe} and never frees it. No buffer object stands
 * for it, so no collection matters. MemGuard must say that direct memory leaks and name {@code
 * OffHeapIndex.put}.
 */
final class UnsafeLeak implements Case {

  private static final int ENTRY_BYTES = 128 << 10;

  private final OffHeapIndex index = new OffHeapIndex();
  private Ramp ramp;

  @Override
  public About about() {
    return About.sick(
        "unsafe-leak",
        "memory from Unsafe that is never freed",
        "direct-leak",
        "\\bOffHeapIndex\\.put\\b");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.nativeRoom(), 0.9);
  }

  @Override
  public void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, ENTRY_BYTES); i++) {
      index.put();
    }
  }

  static final class OffHeapIndex {

    private final UnsafeMemory memory = new UnsafeMemory();
    private volatile long newest;

    void put() {
      newest = memory.allocate(ENTRY_BYTES);
    }

    @Override
    public String toString() {
      return "up to " + newest;
    }
  }
}
