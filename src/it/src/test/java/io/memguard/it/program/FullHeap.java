package io.memguard.it.program;

import java.util.ArrayList;

/**
 * Fills its heap with small objects up to a share of the maximum, keeps them for a number of
 * seconds, and goes on allocating.
 */
public final class FullHeap {

  private static final int OBJECT_BYTES = 512;

  private static final ArrayList<byte[]> kept = new ArrayList<>();

  private FullHeap() {}

  public static void main(String[] args) throws InterruptedException {
    double share = Double.parseDouble(args[0]);
    long seconds = Long.parseLong(args[1]);
    Runtime heap = Runtime.getRuntime();
    // The agent has begun before it becomes narrow.
    Thread.sleep(3_000);
    kept.ensureCapacity((int) (heap.maxMemory() / OBJECT_BYTES));
    fill(heap, share);
    System.gc();
    fill(heap, share);
    System.gc();
    System.out.println("full");
    for (long i = 0; i < seconds * 100; i++) {
      kept.set((int) i, new byte[OBJECT_BYTES]);
      Thread.sleep(10);
    }
    System.out.println("ended");
  }

  private static void fill(Runtime heap, double share) {
    while (heap.totalMemory() - heap.freeMemory() < share * heap.maxMemory()) {
      kept.add(new byte[OBJECT_BYTES]);
    }
  }
}
