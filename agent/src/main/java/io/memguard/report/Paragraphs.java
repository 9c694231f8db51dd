package io.memguard.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Text wrapped to the width of a terminal, with hanging indents. What could move the cursor, break
 * a line or turn the reading direction is shown as an escape: names come from the application.
 */
final class Paragraphs {

  private static final int WIDTH = 110;

  private final List<String> lines = new ArrayList<>();

  /**
   * Adds a paragraph. A word longer than the line stays whole, so that names and paths can be
   * copied.
   */
  void add(String first, String hanging, String text) {
    StringBuilder line = new StringBuilder(first);
    int columns = first.length();
    boolean fresh = true;
    for (String word : words(escape(text))) {
      int width = columns(word.strip());
      if (!fresh && columns + width > WIDTH) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(hanging);
        columns = hanging.length();
      }
      line.append(word);
      columns += columns(word);
      fresh = false;
    }
    lines.add(line.toString().stripTrailing());
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
      if (last || here == ' ' || isWide(here) || isWide(text.codePointAt(next))) {
        // Closing punctuation does not begin a line.
        if (last || !isClosing(text.codePointAt(next))) {
          words.add(text.substring(start, next));
          start = next;
        }
      }
    }
    return words;
  }

  private static boolean isClosing(int codePoint) {
    return "、。，．：；！？）」』】》”’".indexOf(codePoint) >= 0;
  }

  private static int columns(String text) {
    return text.codePoints().map(c -> isWide(c) ? 2 : 1).sum();
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
