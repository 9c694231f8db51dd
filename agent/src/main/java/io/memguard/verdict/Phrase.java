package io.memguard.verdict;

import java.util.Arrays;
import java.util.List;

/**
 * What is to be said, before a language is chosen: the key of a sentence in the bundles of {@link
 * Language}, and its figures as text, which are the same in every language. A figure may be a
 * phrase itself, such as a clause that is said only sometimes.
 *
 * @param key empty for words that are data (a name, a frame, a line of the kernel's log): the
 *     figures are then said as they are, one after the other
 * @param figures strings and phrases
 */
public record Phrase(String key, List<Object> figures) {
  private static final String DATA = "";

  /** Nothing: a clause that is not said. */
  public static final Phrase NONE = text("");

  /** A sentence of the bundles; figures that are no phrases are taken as text. */
  public static Phrase of(String key, Object... figures) {
    return new Phrase(key, Arrays.stream(figures).map(Phrase::figure).toList());
  }

  private static Object figure(Object figure) {
    return figure instanceof Phrase ? figure : String.valueOf(figure);
  }

  /** Words that are the same in every language. */
  public static Phrase text(String words) {
    return of(DATA, words);
  }

  /** Each of the words as a phrase. */
  public static List<Phrase> texts(List<String> words) {
    return words.stream().map(Phrase::text).toList();
  }

  /** One after the other, with what the language puts between two sentences. */
  public static Phrase sentences(Phrase... sentences) {
    return Arrays.stream(sentences)
        .filter(sentence -> !sentence.isNone())
        .reduce((said, next) -> of("sentences", said, next))
        .orElse(NONE);
  }

  /** An enumeration. */
  public static Phrase list(List<Phrase> parts) {
    return parts.stream().reduce((said, next) -> of("list", said, next)).orElse(NONE);
  }

  /** The same with a clause right behind it. */
  public Phrase then(Phrase clause) {
    if (isNone() || clause.isNone()) {
      return isNone() ? clause : this;
    }
    return of(DATA, this, clause);
  }

  public boolean isNone() {
    return equals(NONE);
  }

  boolean isData() {
    return key.equals(DATA);
  }
}
