package io.memguard.report;

import io.memguard.verdict.Language;
import io.memguard.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The figures and the open verdicts of one moment as one JSON object. */
public final class StatementJson {
  private StatementJson() {}

  /**
   * Renders a moment.
   *
   * @param figures bytes by JMX attribute name
   */
  public static String of(
      long epochMillis,
      Map<String, Long> figures,
      List<String> notes,
      List<Verdict> verdicts,
      Language language) {
    return JsonText.indented(
        json -> {
          json.name("time").value(Instant.ofEpochMilli(epochMillis).toString());
          json.name("memory").beginObject();
          for (Map.Entry<String, Long> figure : figures.entrySet()) {
            json.name(figure.getKey()).value(figure.getValue());
          }
          json.endObject();
          json.name("notes").beginArray();
          for (String note : notes) {
            json.value(note);
          }
          json.endArray();
          json.name("diagnoses").beginArray();
          for (Verdict verdict : verdicts) {
            json.beginObject();
            DiagnosisJson.write(json, verdict, language);
            json.endObject();
          }
          json.endArray();
        });
  }
}
