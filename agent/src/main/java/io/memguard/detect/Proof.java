package io.memguard.detect;

import io.memguard.ledger.Trend;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Severity;

/**
 * How far growth towards a limit is proved. A cache that fills and a leak look alike until the
 * cache is full, so growth alone is never more than {@link Severity#WATCH}: it must also have come
 * a good part of the way, and the closer the limit, the fewer points are asked for.
 *
 * @param level share of the limit that is taken, 0 to 1
 * @param toLimit bytes left until the limit
 */
record Proof(Trend trend, double level, double toLimit, Forecast forecast) {

  /** Below this share of the limit nothing is proved. */
  static final double PROVED_FROM = 0.55;

  /** From here on the smaller number of points is enough. */
  private static final double NEAR = 0.65;

  /**
   * The same for a live set: heaps are sized for what they are to hold, and tables that are loaded
   * once take six tenths of them.
   */
  static final double LIVE_SET_PROVED_FROM = NEAR;

  /**
   * The growth must have taken this share of the room that it began with: a pool or a cache that is
   * given half of what is free is no leak, and until it is full nothing tells it from one.
   */
  private static final double WAY = 0.55;

  /**
   * The live set is known only from its first collections on, when part of the way is behind it.
   */
  private static final double WAY_OF_A_LIVE_SET = 0.45;

  /** Where little was left from the begin, less of the way is enough. */
  private static final double WAY_AT_THE_EDGE = 0.35;

  private static final double EDGE = 0.9;

  private static final int POINTS = 24;
  private static final int POINTS_WHEN_NEAR = 15;

  /** Live-set points come once a collection cycle, not once a tick: each weighs more. */
  private static final int CYCLES = 5;

  /** Samples that the rise of a live set must last: services fill their tables at the start. */
  private static final int LASTING = 20;

  private static final double LITTLE_HEADROOM = 0.2;
  private static final long TEN_MINUTES = 600;

  Severity byTicks() {
    int needed = level < NEAR ? POINTS : POINTS_WHEN_NEAR;
    return severity(PROVED_FROM, needed, WAY);
  }

  /**
   * By collections, of which a busy heap makes many in one burst of work: growth must also last.
   *
   * @param ticks samples taken while the trend grew
   */
  Severity byCycles(int ticks) {
    return ticks < LASTING
        ? Severity.WATCH
        : severity(LIVE_SET_PROVED_FROM, CYCLES, WAY_OF_A_LIVE_SET);
  }

  private Severity severity(double from, int points, double wayNeeded) {
    if (level < from || trend.points() < points) {
      return Severity.WATCH;
    }
    double way = trend.gain() / Math.max(1, trend.gain() + Math.max(0, toLimit));
    if (way < (level < EDGE ? wayNeeded : WAY_AT_THE_EDGE)) {
      return Severity.WATCH;
    }
    boolean littleHeadroom = toLimit < LITTLE_HEADROOM * (toLimit + trend.gain());
    boolean soon = forecast.seconds().isPresent() && forecast.seconds().getAsLong() < TEN_MINUTES;
    return littleHeadroom || soon ? Severity.CRITICAL : Severity.WARNING;
  }

  /** 0 to 1: consistency of the rise, number of points, and how often an experiment agreed. */
  double confidence(boolean experimentAgrees) {
    double consistency = Math.max(0, trend.tau());
    double amount = Math.min(1, trend.points() / (2.0 * POINTS));
    double base = 0.5 * consistency + 0.2 * amount;
    return Math.min(0.99, base + (experimentAgrees ? 0.29 : 0.1));
  }
}
