package io.memguard;

import io.memguard.report.LogJson;
import io.memguard.report.VerdictText;
import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Verdict;
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
  private final boolean json;
  private final Language language;

  private Log(PrintStream out, boolean json, Language language) {
    this.out = out;
    this.json = json;
    this.language = language;
  }

  /**
   * {@code stderr}, {@code off} or a file; a file that cannot be opened is said on stderr, which is
   * used instead.
   *
   * @param format {@code text} or {@code json}
   */
  static Log of(String target, String format, Language language) {
    boolean json = format.equals("json");
    return switch (target) {
      case "stderr" -> new Log(System.err, json, language);
      case "off" -> new Log(null, json, language);
      default -> toFile(new File(target), json, language);
    };
  }

  private static Log toFile(File file, boolean json, Language language) {
    try {
      return new Log(
          new PrintStream(new FileOutputStream(file, true), true, StandardCharsets.UTF_8),
          json,
          language);
    } catch (IOException e) {
      Log log = new Log(System.err, json, language);
      log.print("option 'log': cannot write " + file + " (" + e.getMessage() + "); using stderr");
      return log;
    }
  }

  /** A sentence in the language of this log. */
  void say(Phrase phrase) {
    if (out != null) {
      print(language.say(phrase));
    }
  }

  /** Words without a shape; text has one or more lines, JSON one object. */
  void print(String text) {
    write(text, json ? LogJson.note(System.currentTimeMillis(), text.strip()) : "");
  }

  /** A verdict in one line. */
  void line(Verdict verdict) {
    verdict(verdict, VerdictText.line(verdict, language));
  }

  /** A verdict with all that belongs to it. */
  void whole(Verdict verdict) {
    verdict(verdict, VerdictText.of(verdict, language));
  }

  private void verdict(Verdict verdict, String text) {
    write(text, json ? LogJson.verdict(System.currentTimeMillis(), verdict, language) : "");
  }

  void statement(Moment moment) {
    String text = moment.statementText();
    write(
        text,
        json ? LogJson.statement(System.currentTimeMillis(), text.strip(), moment.figures()) : "");
  }

  /** In one write, so that lines of others do not come between. */
  private void write(String text, String object) {
    if (out == null) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    if (json) {
      lines.append(object).append('\n');
    } else {
      text.lines().forEach(line -> lines.append(PREFIX).append(line).append('\n'));
    }
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
