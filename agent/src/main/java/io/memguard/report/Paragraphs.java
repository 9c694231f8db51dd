package io.memguard.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Text wrapped to the width of a terminal, with hanging indents. What could move the cursor, break
 * a line or turn the reading direction is shown as an escape: names come from the application.
 */
public final class Paragraphs {

  private static final int LOG_WIDTH = 110;

  /** What is read as one with the number before it. */
  private static final Pattern UNIT = Pattern.compile("(?:[KMGT]i)?B\\b|(?:ms|s|min|h|d)\\b|%");

  private final int width;
  private final List<String> lines = new ArrayList<>();

  Paragraphs() {
    this(LOG_WIDTH);
  }

  /**
   * Empty text.
   *
   * @param width in columns of the terminal
   */
  public Paragraphs(int width) {
    this.width = width;
  }

  /**
   * Adds a paragraph. A word longer than the line stays whole, so that names and paths can be
   * copied.
   */
  public void add(String first, String hanging, String text) {
    StringBuilder line = new StringBuilder(first);
    int columns = columns(first);
    boolean fresh = true;
    for (String word : words(escape(text))) {
      int next = columns(word.strip());
      if (!fresh && columns + next > width) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(hanging);
        columns = columns(hanging);
      }
      line.append(word);
      columns += columns(word);
      fresh = false;
    }
    lines.add(line.toString().stripTrailing());
  }

  /** The lines so far. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }

  /**
   * Pieces that must not be torn apart, each with the space behind it; han characters are alone.
   */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
      int next = text.offsetByCodePoints(i, 1);
      boolean last = next == text.length();
      int here = text.codePointAt(i);
      boolean space = here == ' ' && !isBeforeUnit(text, i);
      if (last || space || isWide(here) || isWide(text.codePointAt(next))) {
        // Closing punctuation does not begin a line.
        if (last || !isClosing(text.codePointAt(next))) {
          words.add(text.substring(start, next));
          start = next;
        }
      }
    }
    return words;
  }

  private static boolean isBeforeUnit(String text, int space) {
    return space > 0
        && Character.isDigit(text.charAt(space - 1))
        && UNIT.matcher(text).region(space + 1, text.length()).lookingAt();
  }

  private static boolean isClosing(int codePoint) {
    return "、。，．：；！？）」』】》”’".indexOf(codePoint) >= 0;
  }

  /** Columns of the terminal that the text takes: han characters take two. */
  public static int columns(String text) {
    return text.codePoints().map(c -> isWide(c) ? 2 : 1).sum();
  }

  /** The text and spaces up to so many columns. */
  public static String padded(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - columns(text)));
  }

  // Hangul, kana, han and full-width forms (UAX 11, coarsely).
  private static boolean isWide(int c) {
    return in(c, 0x1100, 0x115f)
        || in(c, 0x2e80, 0xa4cf)
        || in(c, 0xac00, 0xd7a3)
        || in(c, 0xf900, 0xfaff)
        || in(c, 0xff00, 0xff60)
        || in(c, 0x20000, 0x3fffd);
  }

  private static boolean in(int codePoint, int first, int last) {
    return codePoint >= first && codePoint <= last;
  }

  static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (Character.getType(c)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    safe.append(escape(c));
                default -> safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }

  private static String escape(int codePoint) {
    return switch (codePoint) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(Locale.ROOT, "\\u%04x", codePoint);
    };
  }
}
