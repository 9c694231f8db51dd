package io.memguard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.memguard.report.Verdicts;
import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
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
    Log.of(file.toString(), "text", Language.EN).say(FINE);
    Log.of(file.toString(), "text", Language.ZH).say(FINE);
    assertThat(Files.readAllLines(file))
        .containsExactly("[memguard] Nothing leaks or grows.", "[memguard] 没有泄漏，也没有增长。");
  }

  /** JSON is ASCII in every language; whoever reads it has the sentences back. */
  @Test
  void jsonIsInTheLanguageThatWasChosen() throws IOException {
    Path file = folder.resolve("json");
    Log log = Log.of(file.toString(), "json", Language.ZH);
    log.say(FINE);
    log.whole(Verdicts.bare(Severity.WATCH, Phrase.of("native-leak.why.cache")));
    assertThat(Files.readString(file)).matches("\\p{ASCII}+");
    assertThat(Files.readAllLines(file))
        .extracting(
            line -> JsonParser.parseString(line).getAsJsonObject().get("message").getAsString())
        .satisfiesExactly(
            note -> assertThat(note).isEqualTo("没有泄漏，也没有增长。"),
            verdict -> assertThat(verdict).startsWith("WATCH neighbour: 仍在填充的本地缓存"));
  }

  /** As the JVM's own is in a container without a locale. */
  @Test
  void chineseSurvivesAStandardErrorInAscii() {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(bytes, true, US_ASCII));
      Log.of("stderr", "text", Language.ZH).say(FINE);
    } finally {
      System.setErr(before);
    }
    assertThat(bytes.toString(UTF_8)).isEqualTo("[memguard] 没有泄漏，也没有增长。\n");
  }
}
