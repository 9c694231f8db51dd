package io.memguard;

import io.memguard.report.LogJson;
import io.memguard.report.VerdictText;
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

  private Log(PrintStream out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /**
   * {@code stderr}, {@code off} or a file; a file that cannot be opened is said on stderr, which is
   * used instead.
   *
   * @param format {@code text} or {@code json}
   */
  static Log of(String target, String format) {
    boolean json = format.equals("json");
    return switch (target) {
      case "stderr" -> new Log(System.err, json);
      case "off" -> new Log(null, json);
      default -> toFile(new File(target), json);
    };
  }

  private static Log toFile(File file, boolean json) {
    try {
      return new Log(
          new PrintStream(new FileOutputStream(file, true), true, StandardCharsets.UTF_8), json);
    } catch (IOException e) {
      Log log = new Log(System.err, json);
      log.print("option 'log': cannot write " + file + " (" + e.getMessage() + "); using stderr");
      return log;
    }
  }

  /** Words without a shape; text has one or more lines, JSON one object. */
  void print(String text) {
    write(text, json ? LogJson.note(System.currentTimeMillis(), text.strip()) : "");
  }

  /** A verdict in one line. */
  void line(Verdict verdict) {
    verdict(verdict, VerdictText.line(verdict));
  }

  /** A verdict with all that belongs to it. */
  void whole(Verdict verdict) {
    verdict(verdict, VerdictText.of(verdict));
  }

  private void verdict(Verdict verdict, String text) {
    write(text, json ? LogJson.verdict(System.currentTimeMillis(), verdict) : "");
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
    out.print(lines);
    out.flush();
  }
}
