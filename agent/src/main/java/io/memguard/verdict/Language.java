package io.memguard.verdict;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The languages that MemGuard speaks. */
public enum Language {
  EN,
  ZH;

  /** What phrases are looked up in; the sentences of {@code explain} are its own. */
  private static final String SUBJECT = "agent";

  /** {@code en}, {@code zh}, also as a locale: {@code zh_CN.UTF-8}; empty for any other. */
  public static Optional<Language> of(String code) {
    String lower = code.strip().toLowerCase(Locale.ROOT);
    for (Language language : values()) {
      if (lower.matches(language.code() + "([_.@-].*)?")) {
        return Optional.of(language);
      }
    }
    return Optional.empty();
  }

  /** What POSIX says the user reads: the first of LC_ALL, LC_MESSAGES and LANG that is set. */
  public static Language ofEnvironment(Map<String, String> environment) {
    for (String variable : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
      String locale = environment.getOrDefault(variable, "");
      if (!locale.isEmpty()) {
        return of(locale).orElse(EN);
      }
    }
    return EN;
  }

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The phrase in this language. Never throws: a sentence that is missing is its key and figures.
   */
  public String say(Phrase phrase) {
    List<String> figures = phrase.figures().stream().map(this::figure).toList();
    if (phrase.isData()) {
      return String.join("", figures);
    }
    try {
      return Texts.of(SUBJECT, this).say(phrase.key(), figures.toArray());
    } catch (RuntimeException e) {
      return phrase.key() + " " + String.join(", ", figures);
    }
  }

  /** The sentence with that key and those figures. */
  public String say(String key, Object... figures) {
    return say(Phrase.of(key, figures));
  }

  public List<String> say(List<Phrase> phrases) {
    return phrases.stream().map(this::say).toList();
  }

  private String figure(Object figure) {
    return figure instanceof Phrase phrase ? say(phrase) : String.valueOf(figure);
  }
}
