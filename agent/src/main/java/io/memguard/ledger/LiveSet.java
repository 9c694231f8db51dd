package io.memguard.ledger;

import io.memguard.snapshot.HeapMemory.LivePoint;
import java.util.ArrayList;
import java.util.List;

/**
 * The live set over this life: what was in use right after collections that looked at the whole
 * heap. Bounded: when full, neighbours are merged by their lower value, so that a long life keeps
 * its whole shape.
 */
final class LiveSet {
  private static final int CAPACITY = 512;
  private static final double SAME_COLLECTION_SECONDS = 0.5;

  private final List<double[]> points = new ArrayList<>();

  /** A collector may correct the figure of its newest cycle. */
  private long lastCycle = -1;

  /**
   * Points may arrive late and out of order; a point at or before the newest one is ignored. No
   * point lies in the future: one such point would stand before all that follow.
   */
  void append(List<LivePoint> fresh, long nowMillis, double nowSecond) {
    for (LivePoint point : fresh) {
      if (point.cycle() == lastCycle && !points.isEmpty()) {
        double[] newest = points.get(points.size() - 1);
        newest[1] = Math.min(newest[1], point.bytes());
        continue;
      }
      lastCycle = point.cycle();
      append(nowSecond - Math.max(0, nowMillis - point.millis()) / 1000.0, point.bytes());
    }
  }

  /**
   * A point soon after another is the same collection told twice, or a heap in distress: one
   * figure, the lower.
   */
  void append(double second, long bytes) {
    double[] newest = points.isEmpty() ? null : points.get(points.size() - 1);
    if (bytes <= 0 || (newest != null && second <= newest[0])) {
      return;
    }
    if (newest != null && second - newest[0] < SAME_COLLECTION_SECONDS) {
      newest[1] = Math.min(newest[1], bytes);
      return;
    }
    points.add(new double[] {second, bytes});
    if (points.size() > CAPACITY) {
      merge();
    }
  }

  private void merge() {
    List<double[]> merged = new ArrayList<>();
    for (int i = 0; i + 1 < points.size(); i += 2) {
      double[] a = points.get(i);
      double[] b = points.get(i + 1);
      merged.add(a[1] <= b[1] ? a : b);
    }
    points.clear();
    points.addAll(merged);
  }

  Series series() {
    int n = points.size();
    double[] seconds = new double[n];
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      seconds[i] = points.get(i)[0];
      values[i] = points.get(i)[1];
    }
    return new Series(seconds, values);
  }
}
