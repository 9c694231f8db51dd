package io.memguard.ledger;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounded history of all accounts in fixed memory, at several resolutions: every tick, every 12th,
 * every 144th. The coarser rings keep the lowest value of their stretch. At one tick in 5 s that is
 * 1 h, 12 h and 6 days.
 */
public final class History {
  private static final int CAPACITY = 720;
  private static final int COARSER = 12;
  private static final int RESOLUTIONS = 3;

  private final Ring[] rings = new Ring[RESOLUTIONS];

  /** Trends of the present tick: several detectors ask about the same account. */
  private final Map<Asked, Trend> trends = new HashMap<>();

  private record Asked(Account account, double leastGain) {}

  public History() {
    for (int i = 0; i < RESOLUTIONS; i++) {
      rings[i] = new Ring();
    }
  }

  /** Appends one tick; an account without a figure is absent. */
  public void append(double second, Map<Account, Double> figures) {
    trends.clear();
    Map<Account, Double> carried = figures;
    for (Ring ring : rings) {
      ring.append(second, carried);
      carried = ring.gather(carried);
      if (carried == null) {
        return;
      }
    }
  }

  /** The known points of an account at a resolution, 0 the finest; oldest first. */
  public Series series(Account account, int resolution) {
    return rings[resolution].series(account);
  }

  /**
   * The trend of an account: the resolution at which it grows most, the finest when it grows at
   * none. A slow leak outgrows the finest ring, which then shows only the last part of it.
   *
   * @param leastGain a gain below this is flat
   */
  public Trend trend(Account account, double leastGain) {
    return trends.computeIfAbsent(new Asked(account, leastGain), this::judge);
  }

  private Trend judge(Asked asked) {
    Trend most = judge(asked, 0);
    for (int i = 1; i < RESOLUTIONS; i++) {
      Trend coarser = judge(asked, i);
      if (coarser.growing() && (!most.growing() || coarser.gain() > most.gain())) {
        most = coarser;
      }
    }
    return most;
  }

  private Trend judge(Asked asked, int resolution) {
    return Trend.ofAnyScale(
        series(asked.account(), resolution),
        asked.leastGain(),
        begin -> peakBefore(asked.account(), begin));
  }

  /** Each point of a coarser ring is where memory stayed for the whole of its stretch. */
  private double peakBefore(Account account, double second) {
    double peak = Double.NEGATIVE_INFINITY;
    for (int i = 1; i < RESOLUTIONS; i++) {
      peak = Math.max(peak, series(account, i).before(second).sustainedPeak(1));
    }
    return peak;
  }

  private static final class Ring {
    private final double[] seconds = new double[CAPACITY];
    private final EnumMap<Account, double[]> values = new EnumMap<>(Account.class);
    private EnumMap<Account, Double> lowest = new EnumMap<>(Account.class);
    private int gathered;
    private int next;
    private int size;

    void append(double second, Map<Account, Double> row) {
      seconds[next] = second;
      for (Account account : row.keySet()) {
        values.computeIfAbsent(account, Ring::unknown);
      }
      for (Map.Entry<Account, double[]> column : values.entrySet()) {
        column.getValue()[next] = row.getOrDefault(column.getKey(), Double.NaN);
      }
      next = (next + 1) % CAPACITY;
      size = Math.min(size + 1, CAPACITY);
    }

    /** A column for an account that is seen for the first time. */
    private static double[] unknown(Account account) {
      double[] column = new double[CAPACITY];
      Arrays.fill(column, Double.NaN);
      return column;
    }

    /** The lowest of the last stretch once it is complete, else null. */
    Map<Account, Double> gather(Map<Account, Double> row) {
      for (Map.Entry<Account, Double> figure : row.entrySet()) {
        lowest.merge(figure.getKey(), figure.getValue(), Math::min);
      }
      gathered++;
      if (gathered < COARSER) {
        return null;
      }
      EnumMap<Account, Double> complete = lowest;
      lowest = new EnumMap<>(Account.class);
      gathered = 0;
      return complete;
    }

    Series series(Account account) {
      double[] column = values.get(account);
      if (column == null) {
        return Series.EMPTY;
      }
      double[] times = new double[size];
      double[] known = new double[size];
      int count = 0;
      for (int i = 0; i < size; i++) {
        int at = (next - size + i + CAPACITY) % CAPACITY;
        if (!Double.isNaN(column[at])) {
          times[count] = seconds[at];
          known[count] = column[at];
          count++;
        }
      }
      return new Series(Arrays.copyOf(times, count), Arrays.copyOf(known, count));
    }
  }
}
