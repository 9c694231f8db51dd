package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;

/**
 * How much of a growth the collections speak for that were run within it. One that released nothing
 * says that what was there then is retained; what came later is not tested. A queue that fills and
 * then drops its oldest passes the first collection and fails the second, so two that agree speak
 * for more.
 */
final class Coverage {
  /** A collection that released at most this share of the growth: it is held. */
  static final double RETAINED = 0.15;

  private static final double BY_ONE = 0.8;
  private static final double BY_TWO = 0.5;

  private Coverage() {}

  /**
   * Whether what the newest collection found retained makes enough of the present growth.
   *
   * @param now the account, bytes
   */
  static boolean isEnough(Window window, Account account, Trend trend, double now) {
    long agreeing =
        window.trials().stream()
            .filter(trial -> trial.account() == account && isWithin(window, trial, trend))
            .filter(trial -> trial.shareOfGrowthReleased() <= RETAINED)
            .count();
    double needed = agreeing >= 2 ? BY_TWO : BY_ONE;
    return agreeing > 0
        && window
            .lastTrial(account)
            .filter(last -> now - last.experiment().afterBytes() <= (1 - needed) * trend.gain())
            .isPresent();
  }

  /** A trial speaks for the growth in which it was made. */
  static boolean isWithin(Window window, Trial trial, Trend trend) {
    return trial.second() >= window.second() - trend.span();
  }
}
