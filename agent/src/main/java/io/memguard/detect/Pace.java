package io.memguard.detect;

import io.memguard.ledger.Series;

/**
 * How a counter moved over its newest samples. One burst and a steady stream may have the same
 * average; {@code persistence} tells them apart.
 *
 * @param perSecond average over the whole stretch
 * @param persistence share of the intervals in which it rose at the pace that was asked for, 0 to 1
 * @param intervals how many there were
 * @param seconds how long they took together
 */
record Pace(double perSecond, double persistence, int intervals, double seconds) {

  /** A pace that most intervals keep is no burst. */
  private static final double MOST = 0.7;

  /**
   * Looks at the newest intervals of a counter.
   *
   * @param leastPerSecond what an interval must reach to count as persistent
   */
  static Pace of(Series counter, int intervals, double leastPerSecond) {
    Series newest = counter.last(intervals + 1);
    int persistent = 0;
    double sum = 0;
    for (int i = 1; i < newest.size(); i++) {
      // A counter that fell belongs to another group: the process was moved.
      double risen = Math.max(0, newest.value(i) - newest.value(i - 1));
      double seconds = newest.second(i) - newest.second(i - 1);
      sum += risen;
      if (risen > 0 && risen >= leastPerSecond * seconds) {
        persistent++;
      }
    }
    int seen = Math.max(0, newest.size() - 1);
    double seconds = newest.span();
    return new Pace(
        seconds > 0 ? sum / seconds : 0, seen == 0 ? 0 : (double) persistent / seen, seen, seconds);
  }

  /** Whether it kept the pace through most of that many intervals. */
  boolean persists(int fewest) {
    return intervals >= fewest && persistence >= MOST;
  }
}
