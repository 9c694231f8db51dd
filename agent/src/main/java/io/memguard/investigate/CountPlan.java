package io.memguard.investigate;

/**
 * When to count live objects again: each count is a full collection, so the next one comes when the
 * live set has grown by a worthwhile amount at its present pace, and ever more rarely while it does
 * not grow.
 */
final class CountPlan {
  /** A live set that needs longer than this for a worthwhile growth does not grow. */
  private static final double LONGEST_PLANNED_WAIT_SECONDS = 600;

  /** After a count that met no growth: wait so long, then twice as long, and so on. */
  private static final double FIRST_VAIN_WAIT_SECONDS = 60;

  private static final double LONGEST_WAIT_SECONDS = 6 * 3_600;

  private int counts;
  private int vain;
  private double lastBytes;
  private double lastSecond = Double.NEGATIVE_INFINITY;
  private double nextSecond;

  /**
   * Whether a count is due.
   *
   * @param floor what the live set may have risen to, bytes
   * @param worthwhile the growth that is worth a count, bytes
   */
  boolean isDue(double second, double floor, double worthwhile) {
    if (second < nextSecond) {
      // Growth that goes on after a vain count is asked about sooner, after ever more of it.
      return vain > 0 && counts > 0 && floor >= lastBytes + worthwhile * Math.pow(2, vain - 1);
    }
    // Two counts are needed before there is a pace; until then the floor must have risen.
    return counts > 1 || floor >= lastBytes + worthwhile;
  }

  /** When the last count was made; before the first, before everything. */
  double lastSecond() {
    return lastSecond;
  }

  void counted(double second, double bytes, double worthwhile) {
    counts++;
    if (counts > 1) {
      double pace = (bytes - lastBytes) / Math.max(1, second - lastSecond);
      double wait = pace <= 0 ? Double.MAX_VALUE : worthwhile / pace;
      boolean grows = wait <= LONGEST_PLANNED_WAIT_SECONDS;
      vain = grows ? 0 : vain + 1;
      nextSecond =
          second
              + (grows
                  ? wait
                  : Math.min(
                      LONGEST_WAIT_SECONDS, FIRST_VAIN_WAIT_SECONDS * Math.pow(2, vain - 1)));
    }
    lastBytes = bytes;
    lastSecond = second;
  }

  /** The growth is over; the waiting after vain counts goes on. */
  void startOver() {
    counts = 0;
    lastBytes = 0;
  }
}
