package io.memguard.report;

import io.memguard.verdict.Culprit;
import io.memguard.verdict.Experiment;
import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
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
  public static String of(Verdict verdict, Language language) {
    Paragraphs text = new Paragraphs();
    text.add(headline(verdict), "  ", language.say(verdict.summary()));
    if (verdict.severity() == Severity.CLEARED) {
      return text.toString();
    }
    if (!verdict.explanation().isNone()) {
      text.add(label("label.why", language), INDENT, language.say(verdict.explanation()));
    }
    culprits(text, verdict.culprits(), language);
    for (Experiment experiment : verdict.experiments()) {
      text.add(label("label.tried", language), INDENT, experiment(experiment, language));
    }
    remedies(text, language.say(verdict.remedies()), language);
    for (String action : language.say(verdict.actions())) {
      text.add(label("label.done", language), INDENT, action);
    }
    return text.toString();
  }

  /** What, in one line of any length. */
  public static String line(Verdict verdict, Language language) {
    return headline(verdict) + Paragraphs.escape(language.say(verdict.summary()));
  }

  private static String headline(Verdict verdict) {
    return verdict.severity().label().toUpperCase(Locale.ROOT)
        + " "
        + verdict.kind().label()
        + ": ";
  }

  /** One line without frames, such as {@code com.acme.Cache (class): 12.0 MiB in 300}. */
  public static String culprit(Culprit culprit, Language language) {
    String who = culprit.name() + " (" + culprit.type().label() + ")";
    if (culprit.bytes() > 0) {
      String size = Quantity.bytes(culprit.bytes());
      return who
          + ": "
          + (culprit.count() > 0 ? language.say("culprit.size", size, culprit.count()) : size);
    }
    return culprit.count() > 0 ? who + ": " + culprit.count() : who;
  }

  private static void culprits(Paragraphs text, List<Culprit> culprits, Language language) {
    for (Culprit culprit : culprits.stream().limit(MAX_CULPRITS).toList()) {
      text.add(label("label.culprit", language), INDENT, culprit(culprit, language));
      for (Phrase frame : culprit.detail().stream().limit(MAX_FRAMES).toList()) {
        text.add(INDENT + "  ", INDENT + "    ", language.say(frame));
      }
      more(text, INDENT + "  ", culprit.detail().size() - MAX_FRAMES, language);
    }
    more(text, INDENT, culprits.size() - MAX_CULPRITS, language);
  }

  private static void more(Paragraphs text, String indent, int count, Language language) {
    if (count > 0) {
      text.add(indent, indent, language.say("more", count));
    }
  }

  private static void remedies(Paragraphs text, List<String> remedies, Language language) {
    for (int i = 0; i < remedies.size(); i++) {
      String number = i + 1 + ". ";
      String first = (i == 0 ? label("label.do", language) : INDENT) + number;
      text.add(first, INDENT + " ".repeat(number.length()), remedies.get(i));
    }
  }

  private static String experiment(Experiment experiment, Language language) {
    return language.say(
        "experiment",
        experiment.action(),
        Quantity.bytes(experiment.beforeBytes()),
        Quantity.bytes(experiment.afterBytes()),
        Quantity.millis(experiment.pauseMillis()));
  }

  private static String label(String key, Language language) {
    return Paragraphs.padded("  " + language.say(key), INDENT.length());
  }
}
