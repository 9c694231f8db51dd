package io.memguard.it.program;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Works for some seconds in spite of a trouble that it makes for itself, gets over it, and prints
 * the result of its work, which is always the same.
 */
public final class Perseveres {
  private static final int LARGE_BYTES = 1 << 20;
  private static final int SMALL_BYTES = 1 << 10;

  private Perseveres() {}

  /** Arguments: the seconds, and the trouble. */
  public static void main(String[] args) throws Exception {
    long end = System.nanoTime() + Long.parseLong(args[0]) * 1_000_000_000;
    long sum = Sums.once();
    switch (args.length > 1 ? args[1] : "none") {
      case "full-heap" -> fillHeap(end);
      case "no-files" -> openFiles(end);
      case "no-threads" -> startThreads(end);
      case "deep-stacks" -> recurse(end);
      default -> work(end);
    }
    System.out.println(sum + " " + (Sums.once() == sum));
  }

  private static void work(long end) throws InterruptedException {
    while (System.nanoTime() < end) {
      Sums.once();
      Thread.sleep(50);
    }
  }

  /** The heap stays full; what the application itself needs is there. */
  private static void fillHeap(long end) throws InterruptedException {
    List<byte[]> kept = new ArrayList<>(1 << 20);
    for (int bytes : new int[] {LARGE_BYTES, SMALL_BYTES}) {
      try {
        while (kept.size() < Integer.MAX_VALUE) {
          kept.add(new byte[bytes]);
        }
      } catch (OutOfMemoryError full) {
        // That was the aim.
      }
    }
    while (System.nanoTime() < end) {
      Thread.sleep(50);
    }
    kept.clear();
  }

  /** Holds every file descriptor that is left. */
  private static void openFiles(long end) throws InterruptedException, IOException {
    List<InputStream> open = new ArrayList<>();
    try {
      while (open.size() < Integer.MAX_VALUE) {
        open.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException none) {
      // That was the aim.
    }
    work(end);
    for (InputStream one : open) {
      one.close();
    }
  }

  /** Holds every thread that the limit allows. */
  private static void startThreads(long end) throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    List<Thread> started = new ArrayList<>();
    try {
      while (started.size() < Integer.MAX_VALUE) {
        Thread thread = new Thread(() -> await(over));
        thread.start();
        started.add(thread);
      }
    } catch (OutOfMemoryError none) {
      // That was the aim.
    }
    work(end);
    over.countDown();
    for (Thread thread : started) {
      thread.join();
    }
  }

  private static void await(CountDownLatch over) {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Overflows its stack again and again, with allocations of every kind at the end of it. */
  private static void recurse(long end) {
    while (System.nanoTime() < end) {
      try {
        deeper(ByteBuffer.allocateDirect(1), 0);
      } catch (StackOverflowError aim) {
        Sums.once();
      }
    }
  }

  private static int deeper(ByteBuffer above, int depth) {
    return depth == Integer.MAX_VALUE
        ? depth
        : deeper(ByteBuffer.allocateDirect(SMALL_BYTES), depth + 1) + above.get(0);
  }
}
