package io.memguard.demo.gallery;

/** What a thread costs that did some work once and then waits. */
final class LeakedThread {

  /** Its stack as far as it was used, the kernel's stack, the JVM's and the allocator's part. */
  static final int BYTES = 88 << 10;

  private static final int DEPTH = 1000;

  private LeakedThread() {}

  /** Calls as deep as frameworks do, so that the stack is used; returns the number. */
  static long work(long number) {
    return descend(number, DEPTH);
  }

  private static long descend(long number, int depth) {
    return depth == 0 ? number : descend(number + 1, depth - 1) - 1;
  }
}
