package io.memguard.demo.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CasesTest {

  @Test
  void namesAreUnique() {
    assertThat(Cases.all()).extracting(c -> c.about().name()).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("io.memguard.demo.gallery.Cases#all")
  void truthIsComplete(Case c) {
    About about = c.about();

    assertThat(about.name()).matches("[a-z]+(-[a-z]+)*");
    assertThat(about.description()).isNotBlank();
    assertThat(about.flags()).anyMatch(flag -> flag.startsWith("-Xmx"));
    assertThat(about.truth().kind()).matches("[a-z]+(-[a-z]+)*");
    assertThat(Pattern.compile(about.truth().culprit())).isNotNull();
    assertThat(about.truth().culprit().isEmpty()).isEqualTo(about.truth().isHealthy());
  }

  @ParameterizedTest
  @MethodSource("io.memguard.demo.gallery.Cases#all")
  void isFoundByItsName(Case c) {
    assertThat(Cases.named(c.about().name()))
        .hasValueSatisfying(found -> assertThat(found).hasSameClassAs(c));
  }

  @Test
  void anUnknownNameIsNoCase() {
    assertThat(Cases.named("no-such-case")).isEmpty();
  }
}
