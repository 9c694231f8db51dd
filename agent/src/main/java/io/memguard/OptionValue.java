package io.memguard;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The forms that option values have: {@code 500ms 5s 10m 2h}, {@code 64k 512m 2g}, {@code 85%}, one
 * of a few words.
 */
final class OptionValue {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([kmgt]?)(?:i?b)?");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h)");
  private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d+)?)\\s*%");
  private static final Pattern ADDRESS = Pattern.compile("(.*[^:]|\\[.*\\]):(\\d{1,5})");

  private static final Pattern LOOPBACK_PORT = Pattern.compile(":?\\d{1,5}");

  private OptionValue() {}

  static String text(String text) {
    return text.strip();
  }

  /** A text that says something. */
  static String word(String text) {
    String word = text(text);
    if (word.isEmpty()) {
      throw new IllegalArgumentException(text);
    }
    return word;
  }

  /** Bytes. */
  static Long size(String text) {
    Matcher matcher = match(SIZE, text);
    int shift =
        switch (matcher.group(2)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          case "t" -> 40;
          default -> 0;
        };
    long number = Long.parseLong(matcher.group(1));
    if (number > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException(text);
    }
    return number << shift;
  }

  /** Milliseconds, within the bounds. */
  static Long duration(String text, long minMillis, long maxMillis) {
    Matcher matcher = match(DURATION, text);
    long unit =
        switch (matcher.group(2)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "m" -> 60_000;
          default -> 3_600_000;
        };
    return within(Long.parseLong(matcher.group(1)) * unit, minMillis, maxMillis);
  }

  /** A share between 0 and 1. */
  static Double share(String text) {
    double percent = Double.parseDouble(match(SHARE, text).group(1));
    if (percent < 1 || percent > 100) {
      throw new IllegalArgumentException(text);
    }
    return percent / 100;
  }

  static Integer integer(String text, int min, int max) {
    return (int) within(Long.parseLong(text.strip()), min, max);
  }

  /** {@code off} or {@code host:port}; a port alone is one of loopback. */
  static String address(String text) {
    String address = text(text);
    if (address.equalsIgnoreCase("off")) {
      return "off";
    }
    if (LOOPBACK_PORT.matcher(address).matches()) {
      address = "127.0.0.1:" + address.replace(":", "");
    }
    int port = Integer.parseInt(match(ADDRESS, address).group(2));
    within(port, 0, 65_535);
    return address;
  }

  static Function<String, Object> oneOf(String... words) {
    return text -> {
      String word = text.strip().toLowerCase(Locale.ROOT);
      if (!List.of(words).contains(word)) {
        throw new IllegalArgumentException(text);
      }
      return word;
    };
  }

  private static long within(long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(value + " is not between " + min + " and " + max);
    }
    return value;
  }

  private static Matcher match(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    return matcher;
  }

  /** Levenshtein distance. */
  static int editDistance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitution, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
