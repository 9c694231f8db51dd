package io.memguard.ledger;

import io.memguard.verdict.Forecast;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

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
 * @param span seconds, pauses of the process included
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
  private static final double SLOWING_SHARE = 0.7;

  /** The same within a longer window that slows down. */
  private static final double STRAIGHT_SHARE = 0.85;

  /** The newest quarter rises at less than this share of the whole: it stopped. */
  private static final double STOPPED_SHARE = 0.4;

  /** One jump makes more than this share of the whole gain: a step. */
  private static final double STEP_SHARE = 0.5;

  /** So many jumps make more than this share of the whole gain: a flight of stairs. */
  private static final double STAIRS_SHARE = 0.4;

  private static final int FEW_JUMPS = 4;

  /** Each third of the time makes at least this share of the gain, else it is a step. */
  private static final double SPREAD = 0.1;

  /** The gain must exceed the scatter around the line this many times. */
  private static final double OVER_NOISE = 3;

  /** Where memory stayed for so many points it has been; a shorter burst is none of it. */
  private static final int SUSTAINED = 4;

  /** Growth must come out above where memory has been before by this share of its gain. */
  private static final double CLEARLY_ABOVE = 0.1;

  /**
   * Judges a series as a whole.
   *
   * @param leastGain a gain below this is flat, in the account's unit
   */
  public static Trend of(Series series, double leastGain) {
    return of(series.withoutPauses(), leastGain, SLOWING_SHARE).over(series.span());
  }

  private static Trend of(Series series, double leastGain, double slowingShare) {
    Series points = series.envelope(BUCKETS);
    int n = points.size();
    if (n < FEWEST_POINTS || points.span() <= 0) {
      return new Trend(Shape.UNKNOWN, series.size(), 0, 0, 0, 0, 0, Math.max(0, n - 1), 0, 0);
    }
    double[] slopes = Statistics.pairwiseSlopes(points);
    double slope = Statistics.quantile(slopes, 0.5);
    double tau = Statistics.tau(points);
    double gain = points.last() - points.first();
    double needed = n < FEW_POINTS ? UNBROKEN : CONSISTENT;
    Shape shape;
    if (tau < needed
        || slope <= 0
        || gain < leastGain
        || gain < OVER_NOISE * Statistics.scatter(points, slope)) {
      shape = Shape.FLAT;
    } else if (jumps(points, gain, slope)) {
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
        Statistics.quantile(slopes, 0.25),
        Statistics.quantile(slopes, 0.75),
        tau,
        rises(points),
        n - 1,
        gain,
        points.span());
  }

  /**
   * {@link #ofAnyScale(Series, double, DoubleUnaryOperator)} where nothing is known of the time
   * before.
   */
  public static Trend ofAnyScale(Series series, double leastGain) {
    return ofAnyScale(series, leastGain, begin -> Double.NEGATIVE_INFINITY);
  }

  /**
   * Looks at all points and at the newest three quarters of them, three quarters of those …. Growth
   * that began late shows in a short window, slow growth in a long one; the longest window that
   * grows wins, since it carries the most evidence. Once a longer window slows down, a shorter one
   * must be all but straight: every part of a saturating curve looks straight from near. And what
   * rises must come out above where it has been before, else it is a tooth of a sawtooth, a job, a
   * day.
   *
   * @param peakBefore how high memory is known to have stayed before a second on the clock of the
   *     series; negative infinity when nothing is known
   */
  static Trend ofAnyScale(Series series, double leastGain, DoubleUnaryOperator peakBefore) {
    if (series.size() < FEWEST_POINTS || series.last() - series.min() < leastGain) {
      return of(series, leastGain);
    }
    Series steady = series.withoutPauses();
    Trend whole = of(steady, leastGain, SLOWING_SHARE).over(series.span());
    double share = SLOWING_SHARE;
    Trend trend = whole;
    int count = series.size();
    while (!trend.growing()) {
      share = trend.shape == Shape.FLAT ? share : STRAIGHT_SHARE;
      count = count * 3 / 4;
      if (count < BUCKETS) {
        return whole;
      }
      trend = of(steady.last(count), leastGain, share).over(series.last(count).span());
    }
    int begin = series.size() - count;
    double peak =
        Math.max(
            series.first(begin).sustainedPeak(SUSTAINED),
            peakBefore.applyAsDouble(series.second(begin)));
    double low = series.last(Math.max(1, count / BUCKETS)).min();
    return low > peak + CLEARLY_ABOVE * trend.gain ? trend : whole.shaped(Shape.FLAT);
  }

  /** When it goes from {@code now} to {@code limit}. */
  public Forecast forecast(double now, double limit) {
    return Forecast.of(limit - now, perSecond, low, high);
  }

  public boolean growing() {
    return shape == Shape.GROWING;
  }

  private Trend over(double seconds) {
    return new Trend(shape, points, perSecond, low, high, tau, rises, of, gain, seconds);
  }

  private Trend shaped(Shape other) {
    return new Trend(other, points, perSecond, low, high, tau, rises, of, gain, span);
  }

  private static int rises(Series points) {
    int rises = 0;
    for (int i = 1; i < points.size(); i++) {
      rises += points.value(i) > points.value(i - 1) ? 1 : 0;
    }
    return rises;
  }

  /**
   * One jump, a few of them, or one third of the time make nearly all of the gain. A jump is what a
   * rise exceeds the usual pace by: after a long gap a large rise is none.
   */
  private static boolean jumps(Series points, double gain, double slope) {
    double[] jumps = new double[points.size() - 1];
    for (int i = 0; i < jumps.length; i++) {
      double usual = slope * (points.second(i + 1) - points.second(i));
      jumps[i] = Math.max(0, points.value(i + 1) - points.value(i) - usual);
    }
    Arrays.sort(jumps);
    if (jumps[jumps.length - 1] > STEP_SHARE * gain) {
      return true;
    }
    if (points.size() < FEW_POINTS) {
      return false;
    }
    double few = 0;
    for (int i = jumps.length - FEW_JUMPS; i < jumps.length; i++) {
      few += jumps[i];
    }
    return few > STAIRS_SHARE * gain || !spread(points, gain);
  }

  private static boolean spread(Series points, double gain) {
    double third = points.span() / 3;
    for (int i = 0; i < 3; i++) {
      double begin = points.second(0) + i * third;
      if (points.valueAt(begin + third) - points.valueAt(begin) < SPREAD * gain) {
        return false;
      }
    }
    return true;
  }

  /** The second half lags far behind the first, or the newest quarter hardly rises any more. */
  private static boolean slows(Series points, double slope, double share) {
    double early = Statistics.quantile(Statistics.pairwiseSlopes(points.firstHalf()), 0.5);
    double late = Statistics.quantile(Statistics.pairwiseSlopes(points.secondHalf()), 0.5);
    if (early > 0 && late < share * early) {
      return true;
    }
    int from = points.size() - 1 - Math.max(1, points.size() / 4);
    double expected = slope * (points.lastSecond() - points.second(from));
    return points.last() - points.value(from) < STOPPED_SHARE * expected;
  }
}
