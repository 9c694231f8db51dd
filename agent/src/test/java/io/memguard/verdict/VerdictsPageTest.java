package io.memguard.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.Pages;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictsPageTest {

  @Test
  void thePageListsEachKind() throws IOException {
    StringBuilder table = new StringBuilder("| kind | question |\n|---|---|\n");
    for (Kind kind : Kind.values()) {
      table.append("| [`%s`](#%s) | %s |\n".formatted(kind.label(), kind.label(), kind.question()));
    }
    Pages.shows("verdicts.md", "kinds", table.toString());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void eachKindIsTold(Kind kind) throws IOException {
    String page = Pages.read("verdicts.md");
    String heading = "\n## " + kind.label() + "\n";
    assertThat(page).containsOnlyOnce(heading);
    String section = page.substring(page.indexOf(heading) + heading.length()).split("\n## ", 2)[0];
    assertThat(section)
        .contains("- **Question:** " + kind.question())
        .containsPattern("- \\*\\*(Suspicion|Suspicion and proof):\\*\\* ")
        .containsPattern("- \\*\\*([A-Z]\\w+ and p|P)roof\\b[^*]*\\*\\* ")
        .contains("- **Not reported:** ", "- **Severity:** ", "- **Do:** ");
  }
}
