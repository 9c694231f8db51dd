package io.memguard;

import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
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
  private final Language language;

  private Log(PrintStream out, Language language) {
    this.out = out;
    this.language = language;
  }

  /**
   * {@code stderr}, {@code off} or a file; a file that cannot be opened is said on stderr, which is
   * used instead.
   */
  static Log of(String target, Language language) {
    return switch (target) {
      case "stderr" -> new Log(System.err, language);
      case "off" -> new Log(null, language);
      default -> toFile(new File(target), language);
    };
  }

  private static Log toFile(File file, Language language) {
    try {
      return new Log(
          new PrintStream(new FileOutputStream(file, true), true, StandardCharsets.UTF_8),
          language);
    } catch (IOException e) {
      System.err.println(
          PREFIX
              + "option 'log': cannot write "
              + file
              + " ("
              + e.getMessage()
              + "); using stderr");
      return new Log(System.err, language);
    }
  }

  void say(Phrase phrase) {
    if (out != null) {
      print(language.say(phrase));
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
    if (language == Language.EN) {
      out.print(lines);
    } else {
      // A container without a locale would have its standard error in ASCII.
      byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
      out.write(bytes, 0, bytes.length);
    }
    out.flush();
  }
}
