package io.memguard.ledger;

import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.util.OptionalLong;

/**
 * When a growing account meets its limit, in seconds from its last point.
 *
 * @param seconds at the median pace; empty when it does not grow
 * @param soonest at the upper quartile of the pace
 * @param latest at the lower quartile; empty when that is no growth
 */
public record Forecast(OptionalLong seconds, OptionalLong soonest, OptionalLong latest) {

  private static final double NEVER = 10 * 365.0 * 86_400;

  public static Forecast of(Trend trend, double now, double limit) {
    return new Forecast(
        meet(trend.perSecond(), now, limit),
        meet(trend.high(), now, limit),
        meet(trend.low(), now, limit));
  }

  /** The clause {@code key} with the time until then; nothing when the limit is not met. */
  public Phrase until(String key) {
    return seconds.isPresent()
        ? Phrase.of(key, Quantity.duration(seconds.getAsLong()))
        : Phrase.NONE;
  }

  private static OptionalLong meet(double perSecond, double now, double limit) {
    if (perSecond <= 0) {
      return OptionalLong.empty();
    }
    double seconds = Math.max(0, limit - now) / perSecond;
    return seconds > NEVER ? OptionalLong.empty() : OptionalLong.of(Math.round(seconds));
  }
}
