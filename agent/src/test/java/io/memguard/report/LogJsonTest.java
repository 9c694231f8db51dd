package io.memguard.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.memguard.verdict.Language;
import io.memguard.verdict.Severity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogJsonTest {

  @Test
  void aNoteOfSeveralLinesIsOneLine() {
    assertThat(LogJson.note(0, "files: \"/tmp\"\nnot available: NMT → a flag"))
        .isEqualTo(
            "{\"time\":\"1970-01-01T00:00:00.000Z\",\"logger\":\"memguard\",\"level\":\"info\","
                + "\"message\":\"files: \\\"/tmp\\\"\\nnot available: NMT \\u2192 a flag\","
                + "\"kind\":\"note\"}");
  }

  @Test
  void aVerdictHasTheFieldsOfItsDiagnosis() {
    JsonObject line = parse(LogJson.verdict(1, Verdicts.directLeak(), Language.EN));
    JsonObject diagnosis = parse(DiagnosisJson.line(1, Verdicts.directLeak(), Language.EN));
    assertThat(line.keySet()).startsWith("time", "logger", "level", "message", "kind");
    diagnosis
        .entrySet()
        .forEach(field -> assertThat(line.get(field.getKey())).isEqualTo(field.getValue()));
    assertThat(line.get("message").getAsString())
        .isEqualTo(VerdictText.line(Verdicts.directLeak(), Language.EN));
  }

  @ParameterizedTest
  @CsvSource({"INFO, info", "WATCH, info", "WARNING, warn", "CRITICAL, error", "CLEARED, info"})
  void theLevelIsOneThatCollectorsKnow(Severity severity, String level) {
    JsonObject line = parse(LogJson.verdict(1, Verdicts.bare(severity, "…"), Language.EN));
    assertThat(line.get("level").getAsString()).isEqualTo(level);
    assertThat(line.get("severity").getAsString()).isEqualTo(severity.label());
  }

  @Test
  void aStatementHasItsFigures() {
    String text = LogJson.statement(1, "container uses\nRSS", Map.of("RssBytes", 1L << 40));
    assertThat(text.lines()).hasSize(1);
    JsonObject line = parse(text);
    assertThat(line.get("kind").getAsString()).isEqualTo("statement");
    assertThat(line.get("message").getAsString()).isEqualTo("container uses\nRSS");
    assertThat(line.getAsJsonObject("memory").get("RssBytes").getAsLong()).isEqualTo(1L << 40);
  }

  @Test
  void whatIsNotAsciiReadsTheSame() {
    String words = List.of("é", "→", "😀", "中文").toString();
    String text = LogJson.note(1, words);
    assertThat(text).isASCII();
    assertThat(parse(text).get("message").getAsString()).isEqualTo(words);
  }

  private static JsonObject parse(String line) {
    return JsonParser.parseString(line).getAsJsonObject();
  }
}
