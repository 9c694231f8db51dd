package io.memguard.demo.gallery;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The requests allocate more than the whole heap every second and keep nothing of it. MemGuard must
 * be silent: the heap is full again and again, the collector's share of the time stays small.
 */
final class HeavyChurn implements Case {

  private static final double GARBAGE_OF_HEAP_PER_SECOND = 1.5;
  private static final double RECENT_OF_HEAP = 0.05;
  private static final int CHUNK_BYTES = 4 << 10;

  private final Queue<Parcel> recent = new ArrayDeque<>();
  private Ramp garbage;
  private int recentChunks;

  @Override
  public About about() {
    return About.healthy("heavy-churn", "more garbage than the heap every second, little alive");
  }

  @Override
  public void start(Run run) {
    garbage = new Ramp(GARBAGE_OF_HEAP_PER_SECOND * run.heapBytes() / run.rate());
    recentChunks = (int) (RECENT_OF_HEAP * run.heapBytes() / CHUNK_BYTES);
  }

  @Override
  public synchronized void onRequest(long n) {
    for (int i = 0; i < garbage.due(n, CHUNK_BYTES); i++) {
      recent.add(Parcel.of(n, CHUNK_BYTES));
      if (recent.size() > recentChunks) {
        recent.remove().check();
      }
    }
  }
}
