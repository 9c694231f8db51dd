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
    assertThat(about.truth().severity().isEmpty()).isEqualTo(about.truth().isHealthy());
    if (about.truth().isHealthy()) {
      assertThat(about.truth().culprit()).isEmpty();
    }
    if (about.truth().kind().endsWith("-leak")) {
      assertThat(about.truth().culprit()).isNotEmpty();
    }
  }

  /** The list of the demo separates its columns by two spaces. */
  @ParameterizedTest
  @MethodSource("io.memguard.demo.gallery.Cases#all")
  void truthFitsIntoAColumn(Case c) {
    assertThat(c.about().description()).doesNotContain("  ");
    assertThat(c.about().truth().culprit()).doesNotContain("  ");
    assertThat(c.about().flags()).noneMatch(flag -> flag.contains(" "));
  }

  @ParameterizedTest
  @MethodSource("io.memguard.demo.gallery.Cases#all")
  void isFoundByItsName(Case c) {
    assertThat(Cases.named(c.about().name()))
        .hasValueSatisfying(found -> assertThat(found).hasSameClassAs(c));
  }

  /** {@code oom-risk} is the fallback: what grows there has no name, and no case of its own. */
  @Test
  void everyKindThatOneProcessCanShowHasACase() {
    assertThat(Cases.all())
        .extracting(c -> c.about().truth().kind())
        .contains(
            "heap-leak",
            "heap-pressure",
            "gc-overhead",
            "metaspace-leak",
            "code-cache-full",
            "direct-leak",
            "direct-uncollected",
            "mapped-leak",
            "thread-leak",
            "native-leak",
            "malloc-retention",
            "page-cache",
            "shmem-growth",
            "neighbour",
            "limit-mismatch",
            "healthy");
  }

  @Test
  void anUnknownNameIsNoCase() {
    assertThat(Cases.named("no-such-case")).isEmpty();
  }
}
