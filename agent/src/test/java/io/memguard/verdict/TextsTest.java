package io.memguard.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.text.MessageFormat;
import java.util.List;
import java.util.MissingResourceException;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every subject says the same in each language, with the same figures. */
class TextsTest {
  private static final Pattern PLACE = Pattern.compile("\\{\\d+}");

  @ParameterizedTest
  @ValueSource(strings = {"explain", "agent"})
  void languagesHaveTheSameSentencesAndFigures(String subject) throws IOException {
    Properties english = patterns(subject, Language.EN);
    Properties chinese = patterns(subject, Language.ZH);
    assertThat(chinese.keySet()).isEqualTo(english.keySet());
    for (String key : english.stringPropertyNames()) {
      assertThat(places(chinese.getProperty(key)))
          .as(key)
          .isEqualTo(places(english.getProperty(key)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"explain", "agent"})
  void noApostropheIsAlone(String subject) throws IOException {
    for (Language language : Language.values()) {
      for (Object pattern : patterns(subject, language).values()) {
        assertThat(pattern.toString().replace("''", "")).doesNotContain("'");
        assertThat(new MessageFormat(pattern.toString())).isNotNull();
      }
    }
  }

  @Test
  void saysASentenceWithItsFigures() {
    Texts texts = Texts.of("explain", Language.EN);
    assertThat(texts.say("heading", "{1}", "v2")).isEqualTo("{1} (cgroup v2)");
    assertThat(texts.say("finding.oom-kills", "1,000"))
        .isEqualTo(
            "The kernel's OOM killer has ended 1,000 of this group's processes since it was made.");
    assertThat(texts.has("nothing")).isFalse();
    assertThatThrownBy(() -> texts.say("nothing")).isInstanceOf(MissingResourceException.class);
    assertThatThrownBy(() -> Texts.of("nothing", Language.ZH))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Set<String> places(String pattern) {
    return new TreeSet<>(PLACE.matcher(pattern).results().map(MatchResult::group).toList());
  }

  private static Properties patterns(String subject, Language language) throws IOException {
    String file = "/io/memguard/texts/" + subject + "_" + language.code() + ".properties";
    Properties patterns = new Properties();
    try (Reader reader = new InputStreamReader(TextsTest.class.getResourceAsStream(file), UTF_8)) {
      patterns.load(reader);
    }
    assertThat(List.copyOf(patterns.keySet())).isNotEmpty();
    return patterns;
  }
}
