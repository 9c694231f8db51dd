package io.memguard.demo.gallery;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The load doubles in the middle of the run, and with it the sessions that live for some seconds.
 * MemGuard must be silent: the live set steps once and is flat again.
 */
final class TrafficStep implements Case {

  private static final double LIVE_OF_HEAP = 0.2;
  private static final long SESSION_NANOS = 5_000_000_000L;
  private static final int SESSION_BYTES = 16 << 10;

  private final Queue<Session> sessions = new ArrayDeque<>();
  private Ramp ramp;

  @Override
  public About about() {
    return About.healthy("traffic-step", "the load and its sessions double in the middle");
  }

  @Override
  public void start(Run run) {
    ramp = new Ramp(LIVE_OF_HEAP * run.heapBytes() / (SESSION_NANOS / 1e9 * run.rate()));
  }

  @Override
  public synchronized void onRequest(long n) {
    long now = System.nanoTime();
    for (int i = 0; i < ramp.due(n, SESSION_BYTES); i++) {
      sessions.add(new Session(n, now + SESSION_NANOS, content(n)));
    }
    while (!sessions.isEmpty() && sessions.element().endNanos() - now < 0) {
      Session ended = sessions.remove();
      Payload.check(ended.content(), ended.number());
    }
  }

  @Override
  public double load(double shareOfRun) {
    return shareOfRun < 0.5 ? 1 : 2;
  }

  private static ByteBuffer content(long session) {
    return ByteBuffer.wrap(Payload.of(session, SESSION_BYTES));
  }

  private record Session(long number, long endNanos, ByteBuffer content) {}
}
