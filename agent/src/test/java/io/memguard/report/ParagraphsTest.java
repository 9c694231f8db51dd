package io.memguard.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ParagraphsTest {

  @Test
  void aNumberStaysWithItsUnit() {
    assertThat(wrapped("it grew by 39.8 MiB in 30 s, so much", 18))
        .containsExactly("it grew by", "39.8 MiB in 30 s,", "so much");
    assertThat(wrapped("it grew in 30 s", 13)).containsExactly("it grew in", "30 s");
    assertThat(wrapped("of which 75 % are", 11)).containsExactly("of which", "75 % are");
    assertThat(wrapped("the 4 busiest of 9 Beans", 5))
        .containsExactly("the 4", "busiest", "of 9", "Beans");
  }

  @Test
  void aWordThatIsLongerThanTheLineStaysWhole() {
    assertThat(wrapped("see io.memguard.report.Paragraphs there", 10))
        .containsExactly("see", "io.memguard.report.Paragraphs", "there");
  }

  private static List<String> wrapped(String text, int width) {
    Paragraphs paragraphs = new Paragraphs(width);
    paragraphs.add("", "", text);
    return paragraphs.lines();
  }
}
