package io.memguard.verdict;

import java.util.List;

/** Phrases as they are said in English. */
public final class English {
  private English() {}

  public static String english(Phrase phrase) {
    return Language.EN.say(phrase);
  }

  public static List<String> english(List<Phrase> phrases) {
    return Language.EN.say(phrases);
  }
}
