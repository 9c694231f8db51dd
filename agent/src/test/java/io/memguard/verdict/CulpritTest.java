package io.memguard.verdict;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CulpritTest {
  @Test
  void textIsBoundedAndKeepsItsEnds() {
    String name = "shop." + "Generated".repeat(1_200) + ".Order";
    Culprit culprit =
        new Culprit(Culprit.Type.CLASS, name, 1, 1, Collections.nCopies(5_000, Phrase.text(name)));
    assertThat(culprit.name()).hasSize(300).startsWith("shop.Generated").endsWith(".Order");
    assertThat(culprit.detail())
        .hasSize(64)
        .allSatisfy(line -> assertThat(english(line)).hasSize(300));
  }

  @Test
  void whatFitsIsLeftAsItIs() {
    Culprit culprit = new Culprit(Culprit.Type.FILE, "a", 1, 1, Phrase.texts(List.of("b")));
    assertThat(culprit.name()).isEqualTo("a");
    assertThat(english(culprit.detail())).containsExactly("b");
  }
}
