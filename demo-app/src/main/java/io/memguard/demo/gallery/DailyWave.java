package io.memguard.demo.gallery;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The load rises and falls like that of a day, in forty seconds, and the sessions with it. MemGuard
 * may watch a morning; it must not warn, for the evening gives everything back.
 */
final class DailyWave implements Case {

  private static final double PERIOD_SECONDS = 40;
  private static final double SWING = 0.85;
  private static final double LIVE_OF_HEAP = 0.25;
  private static final long SESSION_NANOS = 6_000_000_000L;
  private static final int SESSION_BYTES = 16 << 10;

  private final Queue<Session> sessions = new ArrayDeque<>();
  private Ramp ramp;
  private int seconds;

  @Override
  public About about() {
    return About.healthy("daily-wave", "the load and its sessions rise and fall, again and again");
  }

  @Override
  public void start(Run run) {
    ramp = new Ramp(LIVE_OF_HEAP * run.heapBytes() / (SESSION_NANOS / 1e9 * run.rate()));
    seconds = run.seconds();
  }

  @Override
  public synchronized void onRequest(long n) {
    long now = System.nanoTime();
    for (int i = 0; i < ramp.due(n, SESSION_BYTES); i++) {
      sessions.add(new Session(now + SESSION_NANOS, Parcel.of(n, SESSION_BYTES)));
    }
    while (!sessions.isEmpty() && sessions.element().endNanos() - now < 0) {
      sessions.remove().basket().check();
    }
  }

  /** Begins at night. */
  @Override
  public double load(double shareOfRun) {
    return 1 - SWING * Math.cos(2 * Math.PI * shareOfRun * seconds / PERIOD_SECONDS);
  }

  private record Session(long endNanos, Parcel basket) {}
}
