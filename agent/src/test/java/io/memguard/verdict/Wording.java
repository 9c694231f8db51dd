package io.memguard.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Whether a verdict can be said in each language. */
public final class Wording {
  private static final Pattern PLACE = Pattern.compile("\\{\\d");

  private static final Texts TEXTS = Texts.of("agent", Language.EN);

  private Wording() {}

  /** Every sentence is known and has all of its figures. */
  public static void isWhole(Verdict verdict) {
    List<Phrase> phrases = new ArrayList<>(verdict.remedies());
    phrases.add(verdict.summary());
    phrases.add(verdict.explanation());
    phrases.addAll(verdict.actions());
    verdict.culprits().forEach(culprit -> phrases.addAll(culprit.detail()));
    phrases.forEach(Wording::isKnown);
    for (Language language : Language.values()) {
      for (Phrase phrase : phrases) {
        assertThat(language.say(phrase)).doesNotContainPattern(PLACE);
      }
    }
  }

  private static void isKnown(Phrase phrase) {
    assertThat(phrase.isData() || TEXTS.has(phrase.key())).as(phrase.key()).isTrue();
    for (Object figure : phrase.figures()) {
      if (figure instanceof Phrase inner) {
        isKnown(inner);
      }
    }
  }
}
