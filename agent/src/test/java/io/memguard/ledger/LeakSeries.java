package io.memguard.ledger;

import java.util.Random;

/**
 * Generated memory curves of services that leak until their limit, in bytes: one seed, one curve.
 */
public final class LeakSeries {
  /** The limit that the leak meets at the end of each curve. */
  public static final double LIMIT = HealthySeries.LIMIT;

  /** What lies over the leak, or how it leaks; each seed takes the next. */
  public enum Course {
    LINEAR,
    UNDER_NOISE,
    UNDER_A_SAWTOOTH,
    STARTS_LATE,
    ACCELERATES,
    IN_BURSTS,
    WITH_PAUSES,
    AFTER_A_WARM_UP
  }

  private LeakSeries() {}

  public static Course course(long seed) {
    return Course.values()[(int) (seed % Course.values().length)];
  }

  public static Series generate(long seed) {
    Random random = new Random(seed);
    int n = 80 + random.nextInt(random.nextInt(20) == 0 ? 3_000 : 500);
    Course course = course(seed);
    // What comes after a warm-up begins below half of the limit like all others.
    double highest = course == Course.AFTER_A_WARM_UP ? 0.3 : 0.45;
    double base = (0.05 + (highest - 0.05) * random.nextDouble()) * LIMIT;
    double room = LIMIT - base;
    double noise = room * random.nextDouble() * (course == Course.UNDER_NOISE ? 0.1 : 0.02);
    double[] leaked = leaked(course, n, random);
    double tooth = room * 0.15 * random.nextDouble();
    double period = 3 + random.nextInt(n / 12);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      double over = course == Course.UNDER_A_SAWTOOTH ? tooth * (i % period) / period : 0;
      values[i] = base + room * leaked[i] + over + Math.abs(random.nextGaussian()) * noise;
    }
    return Disturbances.on(values, random);
  }

  /** From 0 to 1. */
  private static double[] leaked(Course course, int n, Random random) {
    double[] pace = new double[n];
    double begin = n * (0.2 + 0.4 * random.nextDouble());
    double power = 1 + 1.5 * random.nextDouble();
    int burst = Math.max(4, n / (10 + random.nextInt(30)));
    double busy = 0.3 + 0.4 * random.nextDouble();
    double pause = n * (0.3 + 0.4 * random.nextDouble());
    double resume = pause + n * (0.05 + 0.1 * random.nextDouble());
    double warmUp = 0.1 + 0.1 * random.nextDouble();
    for (int i = 0; i < n; i++) {
      pace[i] =
          switch (course) {
            case LINEAR, UNDER_NOISE, UNDER_A_SAWTOOTH -> 1;
            case STARTS_LATE -> i < begin ? 0 : 1;
            case ACCELERATES -> Math.pow((i + 1.0) / n, power);
            case IN_BURSTS -> i % burst < busy * burst ? 1 : 0;
            case WITH_PAUSES -> i >= pause && i < resume ? 0 : 1;
            case AFTER_A_WARM_UP -> 1 + 6 * Math.exp(-i / (warmUp * 0.3 * n));
          };
    }
    double all = 0;
    for (double one : pace) {
      all += one;
    }
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += pace[i] / all;
      pace[i] = sum;
    }
    return pace;
  }
}
