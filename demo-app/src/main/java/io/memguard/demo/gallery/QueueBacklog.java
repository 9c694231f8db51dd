package io.memguard.demo.gallery;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A consumer falls behind for some seconds and then catches up, again and again. MemGuard may watch
 * a backlog build up; it must not warn, for each is gone before it is half of the heap.
 */
final class QueueBacklog implements Case {

  private static final double BACKLOG_OF_HEAP = 0.4;
  private static final double FILLING_SECONDS = 16;
  private static final double DRAINING_SECONDS = 6;
  private static final int MESSAGE_BYTES = 8 << 10;

  private final Queue<Parcel> backlog = new ArrayDeque<>();
  private Ramp arriving;
  private Ramp catchingUp;
  private long requestsFilling;
  private long requestsInPeriod;

  @Override
  public About about() {
    return About.healthy("queue-backlog", "a queue that builds up and drains, again and again");
  }

  @Override
  public void start(Run run) {
    double bytes = BACKLOG_OF_HEAP * run.heapBytes();
    requestsFilling = run.requestsIn(FILLING_SECONDS);
    requestsInPeriod = run.requestsIn(FILLING_SECONDS + DRAINING_SECONDS);
    arriving = new Ramp(bytes / requestsFilling);
    // Messages arrive while the consumer catches up; it is done a little before it falls behind.
    catchingUp = new Ramp(1.2 * bytes / (requestsInPeriod - requestsFilling));
  }

  @Override
  public synchronized void onRequest(long n) {
    int arrived = arriving.due(n, MESSAGE_BYTES);
    for (int i = 0; i < arrived; i++) {
      backlog.add(Parcel.of(n, MESSAGE_BYTES));
    }
    if (n % requestsInPeriod >= requestsFilling) {
      int consumed = arrived + catchingUp.due(n, MESSAGE_BYTES);
      for (int i = 0; i < consumed && !backlog.isEmpty(); i++) {
        backlog.remove().check();
      }
    }
  }
}
