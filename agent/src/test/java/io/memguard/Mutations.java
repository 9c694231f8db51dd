package io.memguard;

import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Texts that are almost those that were captured, and ever less so. The long form: {@code
 * -Dmemguard.fuzz=1000000}; a failure names the seed, with which {@code -Dmemguard.fuzz.seed}
 * repeats it.
 */
public final class Mutations {
  public static final int COUNT = Integer.getInteger("memguard.fuzz", 20_000);

  private static final int MOST_CHANGES = 8;
  private static final int SHOWN = 2_000;

  /** What numbers, fields and lines are replaced by. */
  private static final String[] STRANGE = {
    "",
    "-1",
    "0",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "1e308",
    "0x",
    "NaN",
    "%s%n",
    "\0",
    "\\",
    "\"",
    "{0}",
    ",",
    "=",
    ":",
    " ",
    "\t",
    "\r\n",
    "\n\n",
    "../..",
    "\ud800",
    "\ufeff",
    "汉字",
    "-",
    "[",
    "]",
    "(",
    ")",
    "max",
    "K",
    "99999999999999999999999999K"
  };

  private final Random random;
  private final List<String> captured;

  private Mutations(long seed, List<String> captured) {
    this.random = new Random(seed);
    this.captured = captured;
  }

  /** Shows {@code count} texts to a parser, which may throw nothing but what it catches itself. */
  public static void of(List<String> captured, int count, Consumer<String> parser) {
    long seed = Long.getLong("memguard.fuzz.seed", System.nanoTime());
    Mutations mutations = new Mutations(seed, captured);
    for (int i = 0; i < count; i++) {
      String text = mutations.next();
      try {
        parser.accept(text);
      } catch (Throwable failure) {
        String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
        fail("text %d of seed %d:%n%s".formatted(i, seed, shown), failure);
      }
    }
  }

  private String next() {
    StringBuilder text = new StringBuilder(any());
    for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
      change(text);
    }
    return text.toString();
  }

  private void change(StringBuilder text) {
    int at = random.nextInt(text.length() + 1);
    switch (random.nextInt(9)) {
      case 0 -> text.setLength(at);
      case 1 -> text.delete(0, at);
      case 2 -> text.insert(at, STRANGE[random.nextInt(STRANGE.length)]);
      case 3 -> text.insert(at, (char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
      case 4 -> replaceWord(text, at);
      case 5 -> text.delete(lineStart(text, at), lineEnd(text, at));
      case 6 -> text.insert(at, text.substring(lineStart(text, at), lineEnd(text, at)));
      case 7 -> splice(text, at);
      default -> text.insert(at, String.valueOf((char) (' ' + random.nextInt(95))).repeat(300));
    }
  }

  /** A number or a name becomes something else. */
  private void replaceWord(StringBuilder text, int at) {
    int start = at;
    while (start > 0 && Character.isLetterOrDigit(text.charAt(start - 1))) {
      start--;
    }
    int end = at;
    while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    text.replace(start, end, STRANGE[random.nextInt(STRANGE.length)]);
  }

  /** The rest comes from another text. */
  private void splice(StringBuilder text, int at) {
    String other = any();
    text.setLength(at);
    text.append(other, random.nextInt(other.length() + 1), other.length());
  }

  private String any() {
    return captured.get(random.nextInt(captured.size()));
  }

  private static int lineStart(StringBuilder text, int at) {
    return at == 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
  }

  private static int lineEnd(StringBuilder text, int at) {
    int end = text.indexOf("\n", at);
    return end < 0 ? text.length() : end + 1;
  }

  /** The lines of texts, for parsers of one line. */
  public static List<String> lines(List<String> texts) {
    List<String> lines = new ArrayList<>();
    texts.forEach(text -> text.lines().forEach(lines::add));
    return lines;
  }
}
