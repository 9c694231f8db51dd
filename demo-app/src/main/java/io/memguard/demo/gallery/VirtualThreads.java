package io.memguard.demo.gallery;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Thousands of virtual threads wait for a second each. MemGuard must be silent: they are no threads
 * of the kernel, and their stacks are heap that the collector takes back.
 */
final class VirtualThreads implements Case {

  private static final int CALLS_PER_REQUEST = 20;
  private static final int DEPTH = 20;
  private static final long CALL_MILLIS = 1000;

  private Executor pool;

  @Override
  public About about() {
    return About.healthy("virtual-threads", "thousands of virtual threads that wait for a second")
        .sinceJdk(21);
  }

  @Override
  public void start(Run run) {
    try {
      pool = (Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no virtual threads", e);
    }
  }

  @Override
  public void onRequest(long n) {
    for (int i = 0; i < CALLS_PER_REQUEST; i++) {
      pool.execute(() -> call(n, DEPTH));
    }
  }

  /** Waits on a stack of some depth, with something in every frame. */
  private static void call(long n, int depth) {
    byte[] held = Payload.of(n, 64);
    if (depth > 0) {
      call(n, depth - 1);
    } else {
      try {
        Thread.sleep(CALL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    Payload.check(held, n);
  }
}
