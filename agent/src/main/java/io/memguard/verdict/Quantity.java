package io.memguard.verdict;

import java.util.Locale;

/** Figures as people read them: IEC sizes, rates and durations, the same in every language. */
public final class Quantity {

  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final int GIBI = 3;

  private Quantity() {}

  /** {@code 512 B}, {@code 412.3 MiB}, {@code -1.5 GiB}. */
  public static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  /** With two decimals from one gibibyte on: {@code 5.86 GiB}, {@code 226.4 MiB}. */
  public static String precise(long bytes) {
    return bytes(bytes, 2);
  }

  private static String bytes(double bytes) {
    return bytes(bytes, 1);
  }

  private static String bytes(double bytes, int largeDecimals) {
    double value = Math.abs(bytes);
    int unit = 0;
    // 1023.95 would print as 1024.0 of the smaller unit.
    while (value >= (unit == 0 ? 1023.5 : 1023.95) && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    String sign = bytes < 0 ? "-" : "";
    int decimals = unit < GIBI ? Math.min(unit, 1) : largeDecimals;
    return sign + String.format(Locale.ROOT, "%." + decimals + "f %s", value, UNITS[unit]);
  }

  /** The two largest units: {@code 45 s}, {@code 2 h 5 min}, {@code 3 d}. */
  public static String duration(long seconds) {
    if (seconds < 0) {
      return "-" + duration(seconds == Long.MIN_VALUE ? Long.MAX_VALUE : -seconds);
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return pair(seconds / 60, "min", seconds % 60, "s");
    }
    return seconds < 86_400
        ? pair(seconds / 3600, "h", seconds % 3600 / 60, "min")
        : pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
  }

  /** A pause: {@code 35 ms}, {@code 3.4 s}, and from a minute on as {@link #duration}. */
  public static String millis(long millis) {
    if (Math.abs(millis) < 1000) {
      return millis + " ms";
    }
    return Math.abs(millis) < 60_000
        ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0)
        : duration(millis / 1000);
  }

  /** Without decimals: {@code 1234}. */
  public static String rounded(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }

  /** With separators: {@code 65,530}. */
  public static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A share of one as {@code 87 %}. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", share * 100);
  }

  private static String pair(long large, String largeUnit, long small, String smallUnit) {
    String first = large + " " + largeUnit;
    return small == 0 ? first : first + " " + small + " " + smallUnit;
  }
}
