package io.memguard.demo.gallery;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Reports need native blocks in bursts, each burst somewhat larger than the last, and free all of
 * them but one in many: the allocator keeps the pages of its arenas. MemGuard must say that the
 * allocator retains memory, prove it by a trim, and not call it a leak.
 */
final class MallocRetention implements Case {

  /** Below the size from which the allocator gives each block a mapping of its own. */
  private static final int BLOCK_BYTES = 16 << 10;

  private static final double MOST_OF_ROOM = 0.85;
  private static final int THREADS = 8;
  private static final int KEPT_ONE_IN = 256;
  private static final double SECONDS_PER_BURST = 3;

  private final UnsafeMemory memory = new UnsafeMemory();
  private final Queue<Long> kept = new ConcurrentLinkedQueue<>();
  private ExecutorService reports;
  private Ramp ramp;
  private long requestsPerBurst;

  @Override
  public About about() {
    return About.sick(
        "malloc-retention",
        "bursts of native blocks whose pages the allocator keeps",
        "malloc-retention",
        "");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp((long) (MOST_OF_ROOM * run.nativeRoom()), 1);
    requestsPerBurst = run.requestsIn(SECONDS_PER_BURST);
    reports = Executors.newFixedThreadPool(THREADS, Daemons.named("report-"));
  }

  @Override
  public void onRequest(long n) {
    if (n % requestsPerBurst == 0) {
      long blocks = ramp.pieces(n, BLOCK_BYTES) / THREADS;
      for (int i = 0; i < THREADS; i++) {
        reports.execute(() -> report(blocks));
      }
    }
  }

  private void report(long blocks) {
    List<Long> taken = new ArrayList<>();
    for (long i = 0; i < blocks; i++) {
      taken.add(memory.allocate(BLOCK_BYTES));
    }
    for (int i = 0; i < taken.size(); i++) {
      if (i % KEPT_ONE_IN == KEPT_ONE_IN - 1) {
        kept.add(taken.get(i));
      } else {
        memory.free(taken.get(i));
      }
    }
  }
}
