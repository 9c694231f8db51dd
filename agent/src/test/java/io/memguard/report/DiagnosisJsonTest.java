package io.memguard.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import org.junit.jupiter.api.Test;

class DiagnosisJsonTest {

  @Test
  void fullVerdict() {
    assertThat(DiagnosisJson.line(1_767_225_600_000L, Verdicts.directLeak(), Language.EN))
        .isEqualTo(
            "{\"time\":\"2026-01-01T00:00:00.000Z\",\"kind\":\"direct-leak\","
                + "\"severity\":\"warning\",\"confidence\":0.93,"
                + "\"fingerprint\":\"direct-leak:com.acme.Cache.put\","
                + "\"summary\":\"Direct buffers hold 412.3 MiB and grow by 1.2 MiB/s.\","
                + "\"explanation\":\"A full collection left 99 % of them, so something still refers"
                + " to them. Buffers that merely wait for a collection would be gone; a pool that"
                + " fills would slow down.\","
                + "\"remedies\":[\"Release the buffers that Cache.put keeps.\","
                + "\"Bound them meanwhile: -XX:MaxDirectMemorySize=512m\"],"
                + "\"account\":\"direct\",\"bytes\":432328294,"
                + "\"growthBytesPerSecond\":12582912.5,\"limitBytes\":1073741824,"
                + "\"secondsToLimit\":511,\"secondsToLimitSoonest\":430,"
                + "\"secondsToLimitLatest\":640,"
                + "\"culprits\":[{\"type\":\"allocation-site\",\"name\":\"com.acme.Cache.put\","
                + "\"bytes\":419430400,\"count\":1200,"
                + "\"detail\":[\"com.acme.Cache.put(Cache.java:17)\","
                + "\"com.acme.Main.run(Main.java:5)\"]}],"
                + "\"evidence\":[{\"name\":\"growth\",\"value\":1234567890.123,"
                + "\"unit\":\"bytes/s\"},{\"name\":\"odd\",\"value\":0,\"unit\":\"1\"}],"
                + "\"experiments\":[{\"action\":\"gc\",\"beforeBytes\":432328294,"
                + "\"afterBytes\":430000000,\"pauseMillis\":35}],"
                + "\"actions\":[\"A heap dump of 80.0 MiB was taken.\"]}");
  }

  @Test
  void unknownIsAbsentAndNamesStayInTheirLine() {
    String summary = "a\nb\u2028c\u001b\"\\ <ü漢>";
    String line = DiagnosisJson.line(1, Verdicts.bare(Severity.CLEARED, summary), Language.EN);
    assertThat(line)
        .isEqualTo(
            "{\"time\":\"1970-01-01T00:00:00.001Z\",\"kind\":\"neighbour\","
                + "\"severity\":\"cleared\",\"fingerprint\":\"neighbour\","
                + "\"summary\":\"a\\nb\\u2028c\\u001b\\\"\\\\ <ü漢>\",\"explanation\":\"\","
                + "\"remedies\":[],\"account\":\"container\",\"bytes\":0,"
                + "\"growthBytesPerSecond\":0,\"culprits\":[],\"evidence\":[],\"experiments\":[],"
                + "\"actions\":[]}");
    assertThat(JsonParser.parseString(line).getAsJsonObject().get("summary").getAsString())
        .isEqualTo(summary);
  }

  @Test
  void sentencesFollowTheLanguageAndKeysDoNot() {
    Verdict verdict =
        Verdicts.bare(Severity.WATCH, "shop").withNote(Phrase.of("native-leak.why.cache"));
    String line = DiagnosisJson.line(1, verdict, Language.ZH);
    assertThat(line)
        .contains("\"kind\":\"neighbour\",\"severity\":\"watch\"")
        .contains("\"explanation\":\"仍在填充的本地缓存，在填满之前看起来一样。\"");
  }
}
