package io.memguard.ledger;

import java.util.Arrays;

/**
 * Points of one account over time, oldest first: {@code seconds} on a monotonic clock and {@code
 * values} in the account's unit. Immutable.
 */
public final class Series {
  public static final Series EMPTY = new Series(new double[0], new double[0]);

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

  /** The points before the first one that reaches {@code value}, and that one. */
  public Series until(double value) {
    for (int i = 0; i < size(); i++) {
      if (values[i] >= value) {
        return slice(0, i + 1);
      }
    }
    return this;
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
