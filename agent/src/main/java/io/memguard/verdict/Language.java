package io.memguard.verdict;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The languages that MemGuard speaks. */
public enum Language {
  EN,
  ZH;

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
}
