package io.memguard.ledger;

import java.util.Arrays;

/**
 * Points of one account over time, oldest first: {@code seconds} on a monotonic clock and {@code
 * values} in the account's unit. Immutable.
 */
public final class Series {
  public static final Series EMPTY = new Series(new double[0], new double[0]);

  private static final double PAUSE = 4;

  private final double[] seconds;
  private final double[] values;

  /** The arrays are kept, not copied. */
  Series(double[] seconds, double[] values) {
    this.seconds = seconds;
    this.values = values;
  }

  public double second(int point) {
    return seconds[point];
  }

  public double value(int point) {
    return values[point];
  }

  public int size() {
    return values.length;
  }

  public double first() {
    return values[0];
  }

  public double last() {
    return values[values.length - 1];
  }

  public double lastSecond() {
    return seconds[seconds.length - 1];
  }

  /** The newest time at which the value was that low. */
  public double lastSecondAtOrBelow(double value) {
    for (int i = size() - 1; i >= 0; i--) {
      if (values[i] <= value) {
        return seconds[i];
      }
    }
    return seconds[0];
  }

  public double span() {
    return size() == 0 ? 0 : seconds[size() - 1] - seconds[0];
  }

  public double min() {
    return Arrays.stream(values).min().orElse(0);
  }

  public double max() {
    return Arrays.stream(values).max().orElse(0);
  }

  /** The newest {@code count} points, all of them when there are fewer. */
  public Series last(int count) {
    int from = Math.max(0, size() - count);
    return from == 0 ? this : slice(from, size());
  }

  public Series since(double second) {
    int from = 0;
    while (from < size() && seconds[from] < second) {
      from++;
    }
    return slice(from, size());
  }

  /** The oldest {@code count} points. */
  Series first(int count) {
    return slice(0, Math.min(count, size()));
  }

  /** The points before that time. */
  Series before(double second) {
    int to = 0;
    while (to < size() && seconds[to] < second) {
      to++;
    }
    return slice(0, to);
  }

  /**
   * The highest value that {@code points} consecutive points stayed at or above; negative infinity
   * with fewer points.
   */
  double sustainedPeak(int points) {
    double peak = Double.NEGATIVE_INFINITY;
    for (int from = 0; from + points <= size(); from++) {
      double low = Double.POSITIVE_INFINITY;
      for (int i = from; i < from + points; i++) {
        low = Math.min(low, values[i]);
      }
      peak = Math.max(peak, low);
    }
    return peak;
  }

  /**
   * The same points on a clock that stood still in pauses: a process that is stopped for an hour
   * does not grow, and that is no sign of a slower pace. A pause is a gap of more than {@link
   * #PAUSE} usual ones.
   */
  Series withoutPauses() {
    if (size() < 3) {
      return this;
    }
    double[] gaps = new double[size() - 1];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = seconds[i + 1] - seconds[i];
    }
    double[] sorted = gaps.clone();
    Arrays.sort(sorted);
    double longest = PAUSE * sorted[sorted.length / 2];
    if (sorted[sorted.length - 1] <= longest) {
      return this;
    }
    double[] steady = new double[size()];
    steady[0] = seconds[0];
    for (int i = 0; i < gaps.length; i++) {
      steady[i + 1] = steady[i] + Math.min(gaps[i], longest);
    }
    return new Series(steady, values);
  }

  /**
   * The points before {@code value} is reached, and the one that reaches it; a single point that
   * high is not taken for it.
   */
  public Series until(double value) {
    for (int i = 0; i + 1 < size(); i++) {
      if (values[i] >= value && values[i + 1] >= value) {
        return slice(0, i + 1);
      }
    }
    return this;
  }

  /** The value at a time within the span, on the line between the points beside it. */
  double valueAt(double second) {
    int after = 1;
    while (after < size() - 1 && seconds[after] < second) {
      after++;
    }
    double time = seconds[after] - seconds[after - 1];
    double share = time <= 0 ? 1 : (second - seconds[after - 1]) / time;
    return values[after - 1] + share * (values[after] - values[after - 1]);
  }

  private Series slice(int from, int to) {
    return new Series(Arrays.copyOfRange(seconds, from, to), Arrays.copyOfRange(values, from, to));
  }

  Series firstHalf() {
    return slice(0, (size() + 1) / 2);
  }

  Series secondHalf() {
    return slice(size() / 2, size());
  }

  /**
   * At most {@code buckets} points, each the lowest of as many consecutive points: the lower
   * envelope, on which sawtooth and bursts leave no trace.
   */
  Series envelope(int buckets) {
    if (size() <= buckets) {
      return this;
    }
    double[] times = new double[buckets];
    double[] lowest = new double[buckets];
    for (int bucket = 0; bucket < buckets; bucket++) {
      int from = (int) ((long) bucket * size() / buckets);
      int to = (int) ((long) (bucket + 1) * size() / buckets);
      int at = from;
      for (int i = from; i < to; i++) {
        if (values[i] < values[at]) {
          at = i;
        }
      }
      times[bucket] = seconds[at];
      lowest[bucket] = values[at];
    }
    return new Series(times, lowest);
  }
}
