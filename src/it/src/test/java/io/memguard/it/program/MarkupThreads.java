package io.memguard.it.program;

import java.util.concurrent.CountDownLatch;

/** Leaks timers whose threads are called like a piece of a web page. */
public final class MarkupThreads {

  /** Would change the title of a page that takes it for more than a text. */
  public static final String NAME = "<img src=x onerror=\"document.title='taken over'\">";

  private static final long MILLIS_BETWEEN = 250;

  private MarkupThreads() {}

  public static void main(String[] args) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long count = Long.parseLong(args[0]) * 1000 / MILLIS_BETWEEN;
    for (long i = 0; i < count; i++) {
      Thread thread = new Thread(() -> await(never), NAME + "-" + i + "-thread-1");
      thread.setDaemon(true);
      thread.start();
      Thread.sleep(MILLIS_BETWEEN);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
