package io.memguard;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * MemGuard's own lines: to stderr, to a file, or nowhere. Never the application's output, never its
 * loggers.
 */
final class Log {
  private static final String PREFIX = "[memguard] ";

  private final PrintStream out;

  private Log(PrintStream out) {
    this.out = out;
  }

  /**
   * {@code stderr}, {@code off} or a file; a file that cannot be opened is said on stderr, which is
   * used instead.
   */
  static Log of(String target) {
    return switch (target) {
      case "stderr" -> new Log(System.err);
      case "off" -> new Log(null);
      default -> toFile(new File(target));
    };
  }

  private static Log toFile(File file) {
    try {
      return new Log(
          new PrintStream(new FileOutputStream(file, true), true, StandardCharsets.UTF_8));
    } catch (IOException e) {
      System.err.println(
          PREFIX
              + "option 'log': cannot write "
              + file
              + " ("
              + e.getMessage()
              + "); using stderr");
      return new Log(System.err);
    }
  }

  /**
   * Each line of the text with the prefix, in one write so that lines of others do not come
   * between.
   */
  void print(String text) {
    if (out == null) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    text.lines().forEach(line -> lines.append(PREFIX).append(line).append('\n'));
    out.print(lines);
    out.flush();
  }
}
