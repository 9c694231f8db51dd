package io.memguard.blackbox;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One sample as it was read from a black box.
 *
 * @param sequence ordinal in its ring, from 1
 * @param epochMillis wall clock
 * @param nanos monotonic clock of the machine; comparable within one boot
 * @param figures bytes or counts; what was unknown is absent
 */
public record Sample(long sequence, long epochMillis, long nanos, Map<Figure, Long> figures) {

  public Sample {
    figures = figures.isEmpty() ? Map.of() : new EnumMap<>(figures);
  }

  public OptionalLong get(Figure figure) {
    Long value = figures.get(figure);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  public long or(Figure figure, long other) {
    return get(figure).orElse(other);
  }
}
