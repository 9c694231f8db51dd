package io.memguard.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LanguageTest {

  @Test
  void knowsLocales() {
    assertThat(Language.of("zh_CN.UTF-8")).hasValue(Language.ZH);
    assertThat(Language.of("zh")).hasValue(Language.ZH);
    assertThat(Language.of("EN")).hasValue(Language.EN);
    assertThat(Language.of("zhuang")).isEmpty();
    assertThat(Language.of("")).isEmpty();
  }

  @Test
  void theFirstLocaleVariableThatIsSetDecides() {
    assertThat(Language.ofEnvironment(Map.of("LANG", "zh_TW"))).isEqualTo(Language.ZH);
    assertThat(Language.ofEnvironment(Map.of("LANG", "zh_TW", "LC_ALL", "C")))
        .isEqualTo(Language.EN);
    assertThat(Language.ofEnvironment(Map.of("LANG", "C", "LC_MESSAGES", "zh_CN", "LC_ALL", "")))
        .isEqualTo(Language.ZH);
    assertThat(Language.ofEnvironment(Map.of())).isEqualTo(Language.EN);
  }
}
