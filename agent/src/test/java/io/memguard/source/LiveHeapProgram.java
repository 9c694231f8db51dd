package io.memguard.source;

import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.HeapMemory.LivePoint;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Holds a known amount of memory, {@code leak} or {@code healthy}, and prints the figures of its
 * {@link LivePoints} beside the truth:
 *
 * <pre>
 * truth EPOCH_MILLIS BYTES
 * point EPOCH_MILLIS BYTES CYCLE EXACT
 * heap HeapMemory[…]
 * </pre>
 */
final class LiveHeapProgram {

  private static final int STEPS = 1_000;
  private static final int LEAK_A_STEP = 60_000;
  private static final int LEAKED_BLOCK = 2_000;
  private static final int QUEUED_BLOCK = 10_000;
  private static final int QUEUE = 3_000;
  private static final int QUEUED_A_STEP = 50;

  private final List<byte[]> leaked = new ArrayList<>();
  private final Deque<byte[]> queue = new ArrayDeque<>();
  private volatile byte[] garbage = {};

  private LiveHeapProgram() {}

  public static void main(String[] arguments) throws InterruptedException {
    boolean leaking = arguments[0].equals("leak");
    LiveHeapProgram program = new LiveHeapProgram();
    try (LivePoints livePoints = LivePoints.subscribe();
        FlightStream stream = FlightStream.start(Path.of("unused"), null, livePoints, lack -> {})) {
      Source<HeapMemory> heap = PlatformBeans.heap(livePoints);
      while (!stream.recording().isKnown()) {
        Thread.sleep(10);
      }
      for (int step = 0; step < STEPS; step++) {
        program.step(leaking);
        if (step % 10 == 0) {
          System.out.println("truth " + LivePoints.nowMillis() + " " + program.held());
        }
        if (step % 100 == 99 || step == STEPS - 1) {
          print(heap.read().value().orElseThrow());
        }
        Thread.sleep(10);
      }
    }
  }

  private static void print(HeapMemory heap) {
    for (LivePoint point : heap.livePoints()) {
      System.out.printf(
          "point %d %d %d %b%n", point.millis(), point.bytes(), point.cycle(), point.exact());
    }
    System.out.println("heap " + heap);
  }

  private void step(boolean leaking) {
    for (int i = 0; i < QUEUED_A_STEP; i++) {
      queue.addLast(new byte[QUEUED_BLOCK]);
      if (queue.size() > QUEUE) {
        queue.removeFirst();
      }
      garbage = new byte[2 * QUEUED_BLOCK];
    }
    for (int bytes = 0; leaking && bytes < LEAK_A_STEP; bytes += LEAKED_BLOCK) {
      leaked.add(new byte[LEAKED_BLOCK]);
    }
  }

  private long held() {
    return garbage.length
        + (long) queue.size() * QUEUED_BLOCK
        + (long) leaked.size() * LEAKED_BLOCK;
  }
}
