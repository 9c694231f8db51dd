package io.memguard.report;

import com.google.gson.stream.JsonWriter;
import io.memguard.verdict.Language;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A line of the log as one JSON object: {@code time}, {@code logger}, {@code level}, {@code
 * message} and {@code kind} first, in this order. A verdict's line goes on with all fields of its
 * line in {@code diagnoses.jsonl}. ASCII only: the stream that it goes to may have the charset of
 * the POSIX locale.
 */
public final class LogJson {
  private final StringWriter text = new StringWriter();
  private final JsonWriter json = new JsonWriter(text);

  private LogJson() {
    json.setSerializeNulls(false);
  }

  /** Words without a shape; they may have several lines. Kind {@code note}. */
  public static String note(long epochMillis, String words) {
    return object(log -> log.head(epochMillis, "info", words).name("kind").value("note"));
  }

  /** Kind, severity and all else as in {@link DiagnosisJson}; sentences in {@code language}. */
  public static String verdict(long epochMillis, Verdict verdict, Language language) {
    return object(
        log -> {
          String words = VerdictText.line(verdict, language);
          JsonWriter json = log.head(epochMillis, level(verdict.severity()), words);
          DiagnosisJson.write(json, verdict, language);
        });
  }

  /**
   * Kind {@code statement}.
   *
   * @param figures bytes by JMX attribute name
   */
  public static String statement(long epochMillis, String words, Map<String, Long> figures) {
    return object(
        log -> {
          JsonWriter json = log.head(epochMillis, "info", words);
          json.name("kind").value("statement");
          json.name("memory").beginObject();
          for (Map.Entry<String, Long> figure : figures.entrySet()) {
            json.name(figure.getKey()).value(figure.getValue());
          }
          json.endObject();
        });
  }

  private JsonWriter head(long epochMillis, String level, String message) throws IOException {
    json.name("time").value(DiagnosisJson.time(epochMillis));
    json.name("logger").value("memguard");
    json.name("level").value(level);
    return json.name("message").value(message);
  }

  /** The words that log collectors sort by; a verdict's own severity stands beside it. */
  private static String level(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "error";
      case WARNING -> "warn";
      default -> "info";
    };
  }

  private interface Fields {
    void into(LogJson log) throws IOException;
  }

  private static String object(Fields fields) {
    LogJson log = new LogJson();
    try {
      log.json.beginObject();
      fields.into(log);
      log.json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ascii(log.text.toString());
  }

  /** What is not ASCII stands in strings only, so an escape may replace it anywhere. */
  private static String ascii(String text) {
    StringBuilder ascii = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit < 0x80) {
        ascii.append(unit);
      } else {
        ascii.append("\\u%04x".formatted((int) unit));
      }
    }
    return ascii.toString();
  }
}
