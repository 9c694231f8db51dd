package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Series;
import io.memguard.ledger.Window;

/**
 * Share of wall time in stop-the-world collections, 0 to 1, over the newest stretch that is long
 * enough to judge.
 *
 * @param seconds length of the stretch; 0 while it is too short
 * @param whole share over all of it
 * @param lowest the lowest share of its thirds: a burst of work leaves one of them low
 * @param waited the part of {@code whole} in which the collecting threads waited for a processor
 */
record CollectorShare(double seconds, double whole, double lowest, double waited) {
  private static final CollectorShare UNKNOWN = new CollectorShare(0, 0, 0, 0);

  private static final double LEAST_SECONDS = 30;

  /** Where the sample period is long, so many samples are waited for. */
  private static final int LEAST_SAMPLES = 12;

  private static final int PARTS = 3;

  static CollectorShare of(Window window) {
    Series millis = window.series(Account.COLLECTION_MILLIS);
    int from = millis.size() - 1;
    while (from >= 0
        && (millis.size() - from <= LEAST_SAMPLES
            || millis.lastSecond() - millis.second(from) < LEAST_SECONDS)) {
      from--;
    }
    if (from < 0) {
      return UNKNOWN;
    }
    return over(millis, from, waited(window, millis.second(from)));
  }

  /** The same over all that was sampled from {@code second} on, however short. */
  static CollectorShare since(Window window, double second) {
    Series millis = window.series(Account.COLLECTION_MILLIS).since(second);
    return millis.size() <= PARTS ? UNKNOWN : over(millis, 0, waited(window, second));
  }

  private static double waited(Window window, double second) {
    Series waited = window.series(Account.COLLECTION_WAITED_MILLIS).since(second);
    return waited.size() < 2 ? 0 : share(waited, 0, waited.size() - 1);
  }

  private static CollectorShare over(Series millis, int from, double waited) {
    int last = millis.size() - 1;
    double lowest = 1;
    for (int part = 0; part < PARTS; part++) {
      int begin = from + (last - from) * part / PARTS;
      int end = from + (last - from) * (part + 1) / PARTS;
      lowest = Math.min(lowest, share(millis, begin, end));
    }
    return new CollectorShare(
        millis.lastSecond() - millis.second(from), share(millis, from, last), lowest, waited);
  }

  private static double share(Series millis, int from, int to) {
    double seconds = millis.second(to) - millis.second(from);
    return seconds <= 0 ? 0 : (millis.value(to) - millis.value(from)) / 1000 / seconds;
  }

  /** At least {@code share} of the time, in each part of the stretch not much less. */
  boolean isAtLeast(double share) {
    return seconds > 0 && whole >= share && lowest >= 0.7 * share;
  }

  /** The same of the time that collections would have taken with a processor of their own. */
  boolean isWorkOfAtLeast(double share) {
    return isAtLeast(share) && whole - waited >= share;
  }
}
