package io.memguard.report;

import io.memguard.verdict.Severity;

/** How near a kill is, by the share of the limit that the kernel cannot take back. */
enum Level {
  HEALTHY(Severity.INFO),
  TIGHT(Severity.WATCH),
  NEAR(Severity.WARNING),
  /** Full, but there is swap: the container becomes slow before it is killed. */
  SWAPPING(Severity.WARNING),
  FULL(Severity.CRITICAL);

  // Shares of the limit.
  private static final double LEAST_FULL = 0.95;
  private static final double LEAST_NEAR = 0.88;
  private static final double LEAST_TIGHT = 0.80;
  private static final double LEAST_SWAP_ROOM = 0.10;

  private final Severity severity;

  Level(Severity severity) {
    this.severity = severity;
  }

  /**
   * The level of a container.
   *
   * @param taken what cannot be reclaimed, of the limit
   * @param swapRoom what may still go out to swap, of the limit
   */
  static Level of(double taken, double swapRoom) {
    if (taken >= LEAST_FULL) {
      return swapRoom >= LEAST_SWAP_ROOM ? SWAPPING : FULL;
    }
    if (taken >= LEAST_NEAR) {
      return NEAR;
    }
    return taken >= LEAST_TIGHT ? TIGHT : HEALTHY;
  }

  Severity severity() {
    return severity;
  }
}
