package io.memguard.source;

import java.util.regex.Pattern;

/** Names with their changing parts folded to {@code #}, so that what is made alike looks alike. */
final class NamePattern {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** What the JVM appends to hidden classes: {@code /0x00007f…}. */
  private static final Pattern HIDDEN = Pattern.compile("[/+]0x[0-9a-f]+$");

  /** Random names of Byte Buddy, which need not hold a digit. */
  private static final Pattern BYTE_BUDDY = Pattern.compile("(?<=\\$ByteBuddy\\$)\\w+");

  /** Hashes, such as in Groovy's {@code Script_<md5>} and in CGLIB's class names. */
  private static final Pattern HASH =
      Pattern.compile("(?<![A-Za-z])(?=[a-f]*\\d)[0-9a-f]{6,}(?![A-Za-z])");

  /** Generated names can be thousands of characters long. */
  static final int LONGEST = 200;

  private NamePattern() {}

  static String ofThread(String name) {
    return NUMBER.matcher(cut(name)).replaceAll("#");
  }

  /** The name of a class without what the JVM appends to it where it is hidden. */
  static String visible(String name) {
    return HIDDEN.matcher(name).replaceAll("");
  }

  static String ofClass(String name) {
    String folded = visible(cut(name));
    folded = BYTE_BUDDY.matcher(folded).replaceAll("#");
    folded = HASH.matcher(folded).replaceAll("#");
    return NUMBER.matcher(folded).replaceAll("#");
  }

  /**
   * The part of a thread's name that names its pool: all but its own number at the end, where
   * another number is left to tell pools apart. A single number that is not at the end is a pool's
   * as well. Empty where the name does not tell.
   */
  static String pool(String threadName) {
    int end = threadName.length();
    while (end > 0 && Character.isDigit(threadName.charAt(end - 1))) {
      end--;
    }
    String rest = threadName.substring(0, end);
    return NUMBER.matcher(rest).find() ? rest : "";
  }

  /** A name of bounded length; both ends of a long one tell more than its beginning alone. */
  static String cut(String name) {
    int half = LONGEST / 2;
    return name.length() <= LONGEST
        ? name
        : name.substring(0, half) + "…" + name.substring(name.length() - half + 1);
  }
}
