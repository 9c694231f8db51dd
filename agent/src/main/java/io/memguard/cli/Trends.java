package io.memguard.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How each account has changed in the last minute of watching. */
final class Trends {
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(60);

  // Below both of these a change is noise to a reader.
  private static final long LEAST_BYTES = 1L << 20;
  private static final double LEAST_SHARE = 0.01;

  private final Map<String, Deque<Point>> points = new HashMap<>();

  private record Point(long nanos, long bytes) {}

  /**
   * Adds a point and returns the change over the window, in bytes; 0 where there is none worth an
   * arrow.
   */
  long change(String account, long nanos, long bytes) {
    Deque<Point> known = points.computeIfAbsent(account, name -> new ArrayDeque<>());
    while (!known.isEmpty() && nanos - known.peekFirst().nanos() > WINDOW_NANOS) {
      known.removeFirst();
    }
    known.addLast(new Point(nanos, bytes));
    long change = bytes - known.peekFirst().bytes();
    boolean noise = Math.abs(change) < LEAST_BYTES || Math.abs(change) < LEAST_SHARE * bytes;
    return noise ? 0 : change;
  }
}
