package io.memguard.ledger;

import java.util.Arrays;

/** Robust statistics of a series: a few wild points do not move them. */
final class Statistics {
  private Statistics() {}

  /** Slopes of all pairs of points, ascending; their median is the Theil–Sen slope (Sen 1968). */
  static double[] pairwiseSlopes(Series points) {
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

  /** Kendall's tau against time (Mann 1945, Kendall 1975), -1 to 1; ties count as no order. */
  static double tau(Series points) {
    int n = points.size();
    double order = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        order += Math.signum(points.value(j) - points.value(i));
      }
    }
    return order / (n * (n - 1) / 2.0);
  }

  /** Median distance from the line of that slope through the median point. */
  static double scatter(Series points, double slope) {
    int n = points.size();
    double[] intercepts = new double[n];
    for (int i = 0; i < n; i++) {
      intercepts[i] = points.value(i) - slope * points.second(i);
    }
    Arrays.sort(intercepts);
    double centre = quantile(intercepts, 0.5);
    for (int i = 0; i < n; i++) {
      intercepts[i] = Math.abs(intercepts[i] - centre);
    }
    Arrays.sort(intercepts);
    return quantile(intercepts, 0.5);
  }

  /** Linear between neighbours; 0 when there are none. */
  static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
