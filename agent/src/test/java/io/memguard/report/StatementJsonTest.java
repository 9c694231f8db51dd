package io.memguard.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.memguard.verdict.Language;
import io.memguard.verdict.Severity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatementJsonTest {

  @Test
  void figuresNotesAndVerdictsOfAMoment() {
    String text =
        StatementJson.of(
            1_767_225_600_000L,
            Map.of("RssBytes", 1024L),
            List.of("NMT is off"),
            List.of(Verdicts.directLeak(), Verdicts.bare(Severity.INFO, "nothing")),
            Language.EN);

    JsonObject moment = JsonParser.parseString(text).getAsJsonObject();
    assertThat(moment.get("time").getAsString()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(moment.getAsJsonObject("memory").get("RssBytes").getAsLong()).isEqualTo(1024);
    assertThat(moment.getAsJsonArray("notes")).hasSize(1);
    assertThat(moment.getAsJsonArray("diagnoses"))
        .extracting(verdict -> verdict.getAsJsonObject().get("kind").getAsString())
        .containsExactly("direct-leak", "neighbour");
  }
}
