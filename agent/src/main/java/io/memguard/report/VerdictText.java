package io.memguard.report;

import io.memguard.verdict.Culprit;
import io.memguard.verdict.Experiment;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.Locale;

/**
 * A verdict for the log, in three parts:
 *
 * <pre>
 * WARNING direct-leak: Direct buffers hold 412.3 MiB ...
 *   why:     Three collections left ...
 *   culprit: com.acme.Cache.put (allocation-site): 400.1 MiB in 1201
 *              com.acme.Cache.put(Cache.java:17)
 *   tried:   gc: 412.3 MiB before, 410.9 MiB after, 35 ms
 *   do:      1. Release ...
 *   done:    A heap dump ...
 * </pre>
 */
public final class VerdictText {

  private static final int MAX_CULPRITS = 3;
  private static final int MAX_FRAMES = 6;
  private static final String INDENT = " ".repeat(11);

  private VerdictText() {}

  /** Lines joined by {@code \n}, without one at the end. */
  public static String of(Verdict verdict) {
    Paragraphs text = new Paragraphs();
    String word = verdict.severity().label().toUpperCase(Locale.ROOT);
    text.add(word + " " + verdict.kind().label() + ": ", "  ", verdict.summary());
    if (verdict.severity() == Severity.CLEARED) {
      return text.toString();
    }
    if (!verdict.explanation().isBlank()) {
      text.add(label("why"), INDENT, verdict.explanation());
    }
    culprits(text, verdict.culprits());
    for (Experiment experiment : verdict.experiments()) {
      text.add(label("tried"), INDENT, experiment(experiment));
    }
    remedies(text, verdict.remedies());
    for (String action : verdict.actions()) {
      text.add(label("done"), INDENT, action);
    }
    return text.toString();
  }

  /** What, in one line of any length. */
  public static String line(Verdict verdict) {
    return verdict.severity().label().toUpperCase(Locale.ROOT)
        + " "
        + verdict.kind().label()
        + ": "
        + Paragraphs.escape(verdict.summary());
  }

  /** One line without frames, such as {@code com.acme.Cache (class): 12.0 MiB in 300}. */
  public static String culprit(Culprit culprit) {
    StringBuilder line = new StringBuilder();
    line.append(culprit.name()).append(" (").append(culprit.type().label()).append(')');
    if (culprit.bytes() > 0) {
      line.append(": ").append(Quantity.bytes(culprit.bytes()));
      if (culprit.count() > 0) {
        line.append(" in ").append(culprit.count());
      }
    } else if (culprit.count() > 0) {
      line.append(": ").append(culprit.count());
    }
    return line.toString();
  }

  private static void culprits(Paragraphs text, List<Culprit> culprits) {
    for (Culprit culprit : culprits.stream().limit(MAX_CULPRITS).toList()) {
      text.add(label("culprit"), INDENT, culprit(culprit));
      for (String frame : culprit.detail().stream().limit(MAX_FRAMES).toList()) {
        text.add(INDENT + "  ", INDENT + "    ", frame);
      }
      more(text, INDENT + "  ", culprit.detail().size() - MAX_FRAMES);
    }
    more(text, INDENT, culprits.size() - MAX_CULPRITS);
  }

  private static void more(Paragraphs text, String indent, int count) {
    if (count > 0) {
      text.add(indent, indent, "... and " + count + " more");
    }
  }

  private static void remedies(Paragraphs text, List<String> remedies) {
    for (int i = 0; i < remedies.size(); i++) {
      String number = i + 1 + ". ";
      String first = (i == 0 ? label("do") : INDENT) + number;
      text.add(first, INDENT + " ".repeat(number.length()), remedies.get(i));
    }
  }

  private static String experiment(Experiment experiment) {
    return experiment.action()
        + ": "
        + Quantity.bytes(experiment.beforeBytes())
        + " before, "
        + Quantity.bytes(experiment.afterBytes())
        + " after, "
        + Quantity.millis(experiment.pauseMillis());
  }

  private static String label(String word) {
    return String.format(Locale.ROOT, "  %-9s", word + ":");
  }
}
