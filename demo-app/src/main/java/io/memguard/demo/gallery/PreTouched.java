package io.memguard.demo.gallery;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The whole heap is resident from the start, and the requests of the last seconds live in it.
 * MemGuard must be silent: committed, used and resident heap say nothing, what lives is flat.
 */
final class PreTouched implements Case {

  private static final double RECENT_OF_HEAP = 0.25;
  private static final double RECENT_SECONDS = 8;
  private static final int CHUNK_BYTES = 8 << 10;

  private final Queue<Parcel> recent = new ArrayDeque<>();
  private Ramp ramp;
  private int recentChunks;

  @Override
  public About about() {
    return About.healthy("pre-touched", "a heap of fixed size that is resident from the start")
        .with("-Xms192m", "-Xmx192m", "-XX:+AlwaysPreTouch");
  }

  @Override
  public void start(Run run) {
    double bytes = RECENT_OF_HEAP * run.heapBytes();
    ramp = new Ramp(bytes / run.requestsIn(RECENT_SECONDS));
    recentChunks = (int) (bytes / CHUNK_BYTES);
  }

  @Override
  public synchronized void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, CHUNK_BYTES); i++) {
      recent.add(Parcel.of(n, CHUNK_BYTES));
      if (recent.size() > recentChunks) {
        recent.remove().check();
      }
    }
  }
}
