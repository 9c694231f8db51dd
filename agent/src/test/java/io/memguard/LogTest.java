package io.memguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.memguard.report.Verdicts;
import io.memguard.verdict.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {
  @TempDir Path folder;

  @Test
  void textHasThePrefixOnEachLine() throws IOException {
    assertThat(linesOf("text"))
        .hasSizeGreaterThan(4)
        .allMatch(line -> line.startsWith("[memguard] "))
        .startsWith("[memguard] one", "[memguard] two")
        .filteredOn(line -> line.contains("WARNING direct-leak: "))
        .hasSize(2);
  }

  @Test
  void jsonHasOneObjectForEachThingSaid() throws IOException {
    assertThat(linesOf("json"))
        .extracting(
            line -> JsonParser.parseString(line).getAsJsonObject().get("kind").getAsString())
        .containsExactly("note", "direct-leak", "direct-leak");
  }

  private List<String> linesOf(String format) throws IOException {
    Path file = folder.resolve(format);
    Log log = Log.of(file.toString(), format, Language.EN);
    log.print("one\ntwo\n");
    log.line(Verdicts.directLeak());
    log.whole(Verdicts.directLeak());
    return Files.readAllLines(file);
  }
}
