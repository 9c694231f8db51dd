package io.memguard.report;

import com.google.gson.stream.JsonWriter;
import io.memguard.verdict.Language;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.io.IOException;
import java.util.Map;

/**
 * A line of the log as one JSON object: {@code time}, {@code logger}, {@code level}, {@code
 * message} and {@code kind} first, in this order. A verdict's line goes on with all fields of its
 * line in {@code diagnoses.jsonl}. ASCII only: the stream that it goes to may have the charset of
 * the POSIX locale.
 */
public final class LogJson {
  private LogJson() {}

  /** Words without a shape; they may have several lines. Kind {@code note}. */
  public static String note(long epochMillis, String words) {
    return object(
        json -> {
          head(json, epochMillis, "info", words);
          json.name("kind").value("note");
        });
  }

  /** Kind, severity and all else as in {@link DiagnosisJson}; sentences in {@code language}. */
  public static String verdict(long epochMillis, Verdict verdict, Language language) {
    return object(
        json -> {
          head(json, epochMillis, level(verdict.severity()), VerdictText.line(verdict, language));
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
        json -> {
          head(json, epochMillis, "info", words);
          json.name("kind").value("statement");
          json.name("memory").beginObject();
          for (Map.Entry<String, Long> figure : figures.entrySet()) {
            json.name(figure.getKey()).value(figure.getValue());
          }
          json.endObject();
        });
  }

  private static void head(JsonWriter json, long epochMillis, String level, String message)
      throws IOException {
    json.name("time").value(DiagnosisJson.time(epochMillis));
    json.name("logger").value("memguard");
    json.name("level").value(level);
    json.name("message").value(message);
  }

  /** The words that log collectors sort by; a verdict's own severity stands beside it. */
  private static String level(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "error";
      case WARNING -> "warn";
      default -> "info";
    };
  }

  private static String object(JsonText.Fields fields) {
    return ascii(JsonText.of(fields));
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
