package io.memguard.cli;

import io.memguard.report.Paragraphs;
import io.memguard.verdict.Language;
import io.memguard.verdict.Severity;
import java.util.List;
import java.util.Locale;
import javax.management.openmbean.CompositeData;

/** A verdict as the health bean tells it. */
record Diagnosis(
    String kind,
    Severity severity,
    String summary,
    String explanation,
    List<String> culprits,
    List<String> remedies) {

  private static final String INDENT = " ".repeat(11);

  static Diagnosis of(CompositeData row) {
    return new Diagnosis(
        (String) row.get("kind"),
        severity((String) row.get("severity")),
        (String) row.get("summary"),
        (String) row.get("explanation"),
        List.of((String[]) row.get("culprits")),
        List.of((String[]) row.get("remedies")));
  }

  /** A severity that only a later version knows is taken for a warning. */
  private static Severity severity(String label) {
    for (Severity severity : Severity.values()) {
      if (severity.label().equals(label)) {
        return severity;
      }
    }
    return Severity.WARNING;
  }

  String headline() {
    return severity.label().toUpperCase(Locale.ROOT) + " " + kind + ": ";
  }

  /** The first culprit is told as {@code NAME (TYPE): 12.0 MiB in 300}. */
  boolean summaryNamesCulprit() {
    String first = culprits.get(0);
    int type = first.lastIndexOf(" (");
    return summary.contains(type < 0 ? first : first.substring(0, type));
  }

  /** The whole of it, as in the log. */
  void addTo(Paragraphs text, Language language) {
    text.add(headline(), "  ", summary);
    text.add(label("label.why", language), INDENT, explanation);
    for (String culprit : culprits) {
      text.add(label("label.culprit", language), INDENT, culprit);
    }
    int number = 1;
    for (String remedy : remedies) {
      text.add(
          (number == 1 ? label("label.do", language) : INDENT) + number + ". ",
          INDENT + "   ",
          remedy);
      number++;
    }
  }

  private static String label(String key, Language language) {
    return Paragraphs.padded("  " + language.say(key), INDENT.length());
  }
}
