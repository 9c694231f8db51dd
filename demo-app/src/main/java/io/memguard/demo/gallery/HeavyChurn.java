package io.memguard.demo.gallery;

import java.util.ArrayList;
import java.util.List;

/**
 * The requests allocate the whole heap every second and keep nothing of it. MemGuard must be
 * silent: the young generation is full many times a second, and the collector's share of the time
 * stays small since nothing survives.
 */
final class HeavyChurn implements Case {

  private static final double GARBAGE_OF_HEAP_PER_SECOND = 1;
  private static final int PAGE_CHUNKS = 64;
  private static final int CHUNK_BYTES = 1 << 10;

  private Ramp garbage;

  @Override
  public About about() {
    return About.healthy("heavy-churn", "a heap of garbage every second, nothing of it alive");
  }

  @Override
  public void start(Run run) {
    garbage = new Ramp(GARBAGE_OF_HEAP_PER_SECOND * run.heapBytes() / run.rate());
  }

  @Override
  public void onRequest(long n) {
    for (int page = 0; page < garbage.due(n, PAGE_CHUNKS * CHUNK_BYTES); page++) {
      List<Parcel> chunks = new ArrayList<>();
      for (int i = 0; i < PAGE_CHUNKS; i++) {
        chunks.add(Parcel.of(n, CHUNK_BYTES));
      }
      chunks.forEach(Parcel::check);
    }
  }
}
