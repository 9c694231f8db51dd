package io.memguard.investigate;

/**
 * How long the search for holders will stop the application: measured ones tell, and until there is
 * one, the counts of live objects, which walk the same heap.
 */
final class SearchCost {
  /** Measured: 0.3 to 0.7 s for 256 MiB of small objects, 1 s for 1 GiB. */
  private static final double SECONDS_PER_OBJECT = 80e-9;

  private static final double FIXED_SECONDS = 0.05;

  /** Measured: a search takes 0.3 to 1.5 of the time of a count of the same objects. */
  private static final double LIKE_A_COUNT = 0.8;

  private static final double LIKE_A_COUNT_AT_MOST = 1.5;

  /** A count that took less says nothing about many objects. */
  private static final long TELLING_COUNT_MILLIS = 100;

  private double secondsPerObject = SECONDS_PER_OBJECT;
  private boolean measured;

  /**
   * Seconds that a search will take.
   *
   * @param objects in the heap, at least one
   * @param countMillis what the last count of them took; 0 when there was none
   */
  double foretell(long objects, long countMillis) {
    return FIXED_SECONDS + objects * secondsPerObject(objects, countMillis);
  }

  /** A count that took long says that this machine is slow, or short of CPU; or that it is fast. */
  private double secondsPerObject(long objects, long countMillis) {
    double likeACount = countMillis / 1e3 / objects;
    if (!measured && countMillis >= TELLING_COUNT_MILLIS) {
      return (secondsPerObject + LIKE_A_COUNT_AT_MOST * likeACount) / 2;
    }
    return Math.max(secondsPerObject, (secondsPerObject + LIKE_A_COUNT * likeACount) / 2);
  }

  /** A search of so many objects took so long. */
  void learn(long objects, double seconds) {
    double perObject = Math.max(0, seconds - FIXED_SECONDS) / objects;
    secondsPerObject = Math.max(perObject, (secondsPerObject + perObject) / 2);
    measured = true;
  }
}
