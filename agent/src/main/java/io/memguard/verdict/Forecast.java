package io.memguard.verdict;

import java.util.OptionalLong;

/**
 * When a growing account meets its limit, in seconds from its last point.
 *
 * @param seconds at the median pace; empty when it does not grow
 * @param soonest at the upper quartile of the pace
 * @param latest at the lower quartile; empty when that is no growth
 */
public record Forecast(OptionalLong seconds, OptionalLong soonest, OptionalLong latest) {

  /** The limit will not be met, or there is none. */
  public static final Forecast NONE =
      new Forecast(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  private static final double NEVER = 10 * 365.0 * 86_400;

  /** {@code room} in the unit of the account, the paces in that unit a second. */
  public static Forecast of(double room, double median, double low, double high) {
    return new Forecast(meet(room, median), meet(room, high), meet(room, low));
  }

  /** At one pace. */
  public static Forecast steady(double room, double perSecond) {
    return of(room, perSecond, perSecond, perSecond);
  }

  /** Where only the seconds are known. */
  public static Forecast in(OptionalLong seconds) {
    return new Forecast(seconds, OptionalLong.empty(), OptionalLong.empty());
  }

  /** The clause {@code key} with the time until then; nothing when the limit is not met. */
  public Phrase until(String key) {
    return seconds.isPresent()
        ? Phrase.of(key, Quantity.duration(seconds.getAsLong()))
        : Phrase.NONE;
  }

  private static OptionalLong meet(double room, double perSecond) {
    if (perSecond <= 0) {
      return OptionalLong.empty();
    }
    double seconds = Math.max(0, room) / perSecond;
    return seconds > NEVER ? OptionalLong.empty() : OptionalLong.of(Math.round(seconds));
  }
}
