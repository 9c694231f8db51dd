package io.memguard.ledger;

import java.util.Arrays;

/**
 * How an account moves. Free of any time scale: evidence counts points and repeated rises, never
 * minutes, so the same shape at one second or ten minutes a point is judged alike.
 *
 * <p>The points are reduced to a lower envelope of {@link #BUCKETS}. On it the Theil–Sen estimator
 * (median of all pairwise slopes; Sen 1968) gives the slope, Kendall's tau (Mann 1945, Kendall
 * 1975) how consistently it rises. A rise that slows down (warm-up, a cache that fills) or that
 * happened in one jump (more traffic) is told apart from growth.
 *
 * @param points how many points were looked at
 * @param perSecond Theil–Sen slope, in units a second
 * @param low lower quartile of the pairwise slopes
 * @param high upper quartile of the pairwise slopes
 * @param tau 1: every later point is higher; 0: no order; -1: every later point is lower
 * @param rises rises between neighbouring points of the envelope
 * @param of neighbouring pairs of the envelope
 * @param gain envelope's end over its begin
 * @param span seconds
 */
public record Trend(
    Shape shape,
    int points,
    double perSecond,
    double low,
    double high,
    double tau,
    int rises,
    int of,
    double gain,
    double span) {

  /** What the envelope looks like. */
  public enum Shape {
    /** Too few points to say anything. */
    UNKNOWN,
    FLAT,
    /** Rises, but ever slower. */
    SLOWING,
    /** Rose in one jump. */
    STEP,
    /** Rises again and again and does not slow down. */
    GROWING
  }

  static final int BUCKETS = 12;

  /** Fewer points than this say nothing. */
  static final int FEWEST_POINTS = 5;

  /**
   * Kendall's tau of growth: with 12 points of pure noise it is exceeded less than once in 10,000
   * series.
   */
  private static final double CONSISTENT = 0.75;

  /** With so few points only an unbroken rise counts. */
  private static final int FEW_POINTS = 8;

  private static final double UNBROKEN = 0.95;

  /** The second half rises at less than this share of the first half's pace: slowing down. */
  private static final double SLOWING_SHARE = 0.6;

  /** The same within a longer window that slows down. */
  private static final double STRAIGHT_SHARE = 0.85;

  /** The newest quarter rises at less than this share of the whole: it stopped. */
  private static final double STOPPED_SHARE = 0.4;

  private static final double USUAL = 0.9;

  /** One jump makes more than this share of the whole gain: a step. */
  private static final double STEP_SHARE = 0.6;

  /** The gain must exceed the scatter around the line this many times. */
  private static final double OVER_NOISE = 3;

  /**
   * Judges a series.
   *
   * @param leastGain a gain below this is flat, in the account's unit
   */
  public static Trend of(Series series, double leastGain) {
    return of(series, leastGain, SLOWING_SHARE);
  }

  private static Trend of(Series series, double leastGain, double slowingShare) {
    Series points = series.envelope(BUCKETS);
    int n = points.size();
    if (n < FEWEST_POINTS || points.span() <= 0) {
      return new Trend(Shape.UNKNOWN, series.size(), 0, 0, 0, 0, 0, Math.max(0, n - 1), 0, 0);
    }
    double[] slopes = pairwiseSlopes(points);
    double slope = quantile(slopes, 0.5);
    double tau = tau(points);
    int rises = 0;
    double largestJump = 0;
    for (int i = 1; i < n; i++) {
      double jump = points.value(i) - points.value(i - 1);
      if (jump > 0) {
        rises++;
      }
      largestJump = Math.max(largestJump, jump);
    }
    double gain = points.last() - points.first();
    double needed = n < FEW_POINTS ? UNBROKEN : CONSISTENT;
    Shape shape;
    if (tau < needed
        || slope <= 0
        || gain < leastGain
        || gain < OVER_NOISE * scatter(points, slope)) {
      shape = Shape.FLAT;
    } else if (largestJump > STEP_SHARE * gain) {
      shape = Shape.STEP;
    } else if (slows(points, slope, slowingShare)) {
      shape = Shape.SLOWING;
    } else {
      shape = Shape.GROWING;
    }
    return new Trend(
        shape,
        series.size(),
        slope,
        quantile(slopes, 0.25),
        quantile(slopes, 0.75),
        tau,
        rises,
        n - 1,
        gain,
        points.span());
  }

  /**
   * Looks at all points and at the newest half, quarter … of them. Growth that began late shows in
   * a short window, slow growth in a long one; the longest window that grows wins, since it carries
   * the most evidence. Once a longer window slows down, a shorter one must be all but straight:
   * every part of a saturating curve looks straight from near. And what rises in a shorter window
   * must come out above what was usual before it, else it is a tooth of a sawtooth.
   */
  public static Trend ofAnyScale(Series series, double leastGain) {
    Trend whole = of(series, leastGain);
    double share = SLOWING_SHARE;
    Trend trend = whole;
    for (int count = series.size() / 2; count >= BUCKETS && !trend.growing(); count /= 2) {
      share = trend.shape == Shape.FLAT ? share : STRAIGHT_SHARE;
      Series newest = series.last(count);
      trend = of(newest, leastGain, share);
      if (trend.growing() && newest.last() <= usualPeak(series, series.size() - count)) {
        return whole;
      }
    }
    return trend.growing() ? trend : whole;
  }

  public boolean growing() {
    return shape == Shape.GROWING;
  }

  /** The second half lags far behind the first, or the newest quarter hardly rises any more. */
  private static boolean slows(Series points, double slope, double share) {
    double early = quantile(pairwiseSlopes(points.firstHalf()), 0.5);
    double late = quantile(pairwiseSlopes(points.secondHalf()), 0.5);
    if (early > 0 && late < share * early) {
      return true;
    }
    int from = points.size() - 1 - Math.max(1, points.size() / 4);
    double expected = slope * (points.lastSecond() - points.second(from));
    return points.last() - points.value(from) < STOPPED_SHARE * expected;
  }

  private static double[] pairwiseSlopes(Series points) {
    int n = points.size();
    double[] slopes = new double[n * (n - 1) / 2];
    int count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        double time = points.second(j) - points.second(i);
        if (time > 0) {
          slopes[count++] = (points.value(j) - points.value(i)) / time;
        }
      }
    }
    double[] sorted = Arrays.copyOf(slopes, count);
    Arrays.sort(sorted);
    return sorted;
  }

  private static double tau(Series points) {
    int n = points.size();
    double order = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        order += Math.signum(points.value(j) - points.value(i));
      }
    }
    return order / (n * (n - 1) / 2.0);
  }

  /** Median distance from the line through the medians. */
  private static double scatter(Series points, double slope) {
    int n = points.size();
    double[] intercepts = new double[n];
    for (int i = 0; i < n; i++) {
      intercepts[i] = points.value(i) - slope * points.second(i);
    }
    double[] sorted = intercepts.clone();
    Arrays.sort(sorted);
    double centre = quantile(sorted, 0.5);
    for (int i = 0; i < n; i++) {
      intercepts[i] = Math.abs(intercepts[i] - centre);
    }
    Arrays.sort(intercepts);
    return quantile(intercepts, 0.5);
  }

  /** What the first {@code count} points exceeded only now and then. */
  private static double usualPeak(Series series, int count) {
    double[] earlier = new double[count];
    for (int i = 0; i < count; i++) {
      earlier[i] = series.value(i);
    }
    Arrays.sort(earlier);
    return quantile(earlier, USUAL);
  }

  private static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
