package io.memguard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogInChineseTest {
  private static final Phrase FINE = Phrase.of("nothing-grows");

  @TempDir Path folder;

  @Test
  void isInTheLanguageThatWasChosen() throws IOException {
    Path file = folder.resolve("log");
    Log.of(file.toString(), Language.EN).say(FINE);
    Log.of(file.toString(), Language.ZH).say(FINE);
    assertThat(Files.readAllLines(file))
        .containsExactly("[memguard] Nothing leaks or grows.", "[memguard] 没有泄漏，也没有增长。");
  }

  /** As the JVM's own is in a container without a locale. */
  @Test
  void chineseSurvivesAStandardErrorInAscii() {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(bytes, true, US_ASCII));
      Log.of("stderr", Language.ZH).say(FINE);
    } finally {
      System.setErr(before);
    }
    assertThat(bytes.toString(UTF_8)).isEqualTo("[memguard] 没有泄漏，也没有增长。\n");
  }
}
