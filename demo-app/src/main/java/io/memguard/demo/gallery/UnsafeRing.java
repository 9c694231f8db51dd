package io.memguard.demo.gallery;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A journal in native memory fills its ring of blocks and then frees the oldest for each new one.
 * MemGuard may watch the ring fill; it must not warn, for its bound is a small part of the
 * container.
 */
final class UnsafeRing implements Case {

  private static final double RING_OF_LIMIT = 0.15;
  private static final int BLOCK_BYTES = 256 << 10;

  private final UnsafeMemory memory = new UnsafeMemory();
  private final Queue<Long> ring = new ArrayDeque<>();
  private Ramp ramp;
  private int bound;

  @Override
  public About about() {
    return About.healthy("unsafe-ring", "native blocks in a ring that fills to its bound");
  }

  @Override
  public void start(Run run) {
    long bytes = (long) (RING_OF_LIMIT * run.limitBytes());
    ramp = run.ramp(bytes, 0.4);
    bound = (int) (bytes / BLOCK_BYTES);
  }

  @Override
  public synchronized void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, BLOCK_BYTES); i++) {
      ring.add(memory.allocate(BLOCK_BYTES));
      if (ring.size() > bound) {
        memory.free(ring.remove());
      }
    }
  }
}
