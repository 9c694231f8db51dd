package io.memguard.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PhraseTest {
  @Test
  void isSaidInEachLanguage() {
    Phrase leak = Phrase.of("direct-leak.fit", "1.0 GiB");
    assertThat(Language.EN.say(leak)).isEqualTo(", at most 1.0 GiB fit");
    assertThat(Language.ZH.say(leak)).isEqualTo("，最多可容纳 1.0 GiB");
  }

  @Test
  void sentencesAreJoinedAsTheLanguageDoes() {
    Phrase both =
        Phrase.sentences(
            Phrase.of("native-leak.why.cache"), Phrase.NONE, Phrase.of("direct-leak.pool"));
    assertThat(Language.EN.say(both)).contains("until it is full. A pool that");
    assertThat(Language.ZH.say(both)).contains("看起来一样。仍在");
    assertThat(Phrase.sentences(Phrase.NONE, Phrase.NONE)).isEqualTo(Phrase.NONE);
  }

  @Test
  void aClauseFollowsAtOnceAndNothingIsNothing() {
    Phrase two = Phrase.text("heap leaks").then(Phrase.of("classes.growing", "shop.Cart"));
    assertThat(Language.EN.say(two)).isEqualTo("heap leaks; what grows: shop.Cart");
    assertThat(Language.ZH.say(two)).isEqualTo("heap leaks；增长的是：shop.Cart");
    assertThat(two.then(Phrase.NONE)).isEqualTo(two);
    assertThat(Phrase.NONE.then(two)).isEqualTo(two);
  }

  @Test
  void numbersHaveNoSeparatorsOfALanguage() {
    assertThat(Language.EN.say("starts.seen", 12_345, 67_890L))
        .isEqualTo("12345 of 67890 that were seen to start");
  }

  @Test
  void namesAreNoPatterns() {
    Phrase odd = Phrase.of("files.most", "/tmp/{0}'s");
    assertThat(Language.EN.say(odd)).isEqualTo(", most of it in /tmp/{0}'s");
    assertThat(Language.EN.say(Phrase.text("a{1}'"))).isEqualTo("a{1}'");
  }

  @Test
  void aSentenceThatIsMissingStillTellsItsFigures() {
    for (Language language : Language.values()) {
      assertThat(language.say("no.such-key", "1.0 MiB", 7)).isEqualTo("no.such-key 1.0 MiB, 7");
    }
  }

  @Test
  void anEnumerationHasTheMarksOfTheLanguage() {
    Phrase parts = Phrase.list(Phrase.texts(List.of("a", "b", "c")));
    assertThat(Language.EN.say(parts)).isEqualTo("a, b, c");
    assertThat(Language.ZH.say(parts)).isEqualTo("a、b、c");
  }
}
