package io.memguard.demo.gallery;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Bursts of native blocks, allocated by many threads and freed again but for a few. MemGuard must
 * be silent: the allocator keeps the pages of a burst for the next one, a tenth of the container
 * and never more.
 */
final class ArenaPlateau implements Case {

  private static final double BURST_OF_LIMIT = 0.1;
  private static final double EVERY_SECONDS = 8;
  private static final double BUILDING_SECONDS = 3;

  /** Below what malloc would map and unmap one by one. */
  private static final int BLOCK_BYTES = 16 << 10;

  /** What stays of a burst until the next keeps the heaps of malloc from shrinking. */
  private static final int KEPT_OF = 128;

  private final UnsafeMemory memory = new UnsafeMemory();
  private final Queue<Long> burst = new ArrayDeque<>();
  private Ramp building;
  private long requestsBuilding;
  private long requestsBetween;
  private int kept;

  @Override
  public About about() {
    return About.healthy("arena-plateau", "bursts of native blocks whose pages malloc keeps");
  }

  @Override
  public void start(Run run) {
    double bytes = BURST_OF_LIMIT * run.limitBytes();
    requestsBuilding = run.requestsIn(BUILDING_SECONDS);
    requestsBetween = run.requestsIn(EVERY_SECONDS);
    building = new Ramp(bytes / requestsBuilding);
    kept = (int) (bytes / BLOCK_BYTES / KEPT_OF);
  }

  @Override
  public synchronized void onRequest(long n) {
    if (n % requestsBetween < requestsBuilding) {
      for (int i = 0; i < building.due(n, BLOCK_BYTES); i++) {
        burst.add(memory.allocate(BLOCK_BYTES));
      }
    } else {
      while (burst.size() > kept) {
        memory.free(burst.remove());
      }
    }
  }
}
