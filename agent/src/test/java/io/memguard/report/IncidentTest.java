package io.memguard.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.memguard.blackbox.Cause;
import io.memguard.blackbox.LifeLine;
import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentTest {
  private static final long NOON = 1_767_268_800_000L;

  @TempDir Path dir;
  private Path life;

  @BeforeEach
  void aLife() throws IOException {
    life = Files.createDirectories(dir.resolve("life-20260101-120000-7"));
  }

  @Test
  void whatAnEarlierLifeLeftIsRead() throws IOException {
    Path folder = folder("2-direct-leak");
    write(
        folder,
        "report.json",
        StatementJson.of(
            NOON,
            Map.of("RssBytes", 1L),
            List.of("a note"),
            List.of(Verdicts.directLeak(), Verdicts.bare(Severity.WATCH, "another")),
            Language.EN));
    write(folder, "report.html", "<p>page</p>");
    write(folder("10-heap-leak"), "report.json", "{\"time\":\"2026-01-01T12:00:00Z\"}");

    List<Incident> found = Incident.ofLife(life);

    assertThat(found).extracting(Incident::kind).containsExactly("direct-leak", "heap-leak");
    Incident first = found.get(0);
    assertThat(first.summary()).isEqualTo(Verdicts.directLeak().summary());
    assertThat(first.severity()).isEqualTo(Verdicts.directLeak().severity());
    assertThat(first.epochMillis()).isEqualTo(NOON);
    assertThat(first.life()).isEqualTo("life-20260101-120000-7");
    assertThat(first.cleared()).isFalse();
    assertThat(first.report()).hasValue(new Incident.Report(true, "<p>page</p>"));
    assertThat(found.get(1).report()).isEmpty();
  }

  @Test
  void thatItRoseAndThatItIsOverIsSeenFromItsFiles() throws IOException {
    Path folder = folder("1-direct-leak");
    write(folder, "report.json", "{\"diagnoses\":[{\"severity\":\"warning\",\"summary\":\"s\"}]}");
    assertThat(Incident.ofLife(life).get(0).severity()).isEqualTo(Severity.WARNING);

    Files.createDirectory(folder.resolve("at-critical"));
    write(folder, "cleared.txt", "over");

    assertThat(Incident.ofLife(life).get(0).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(Incident.ofLife(life).get(0).cleared()).isTrue();
  }

  @Test
  void aPostMortemHasItsSummaryAndItsText() throws IOException {
    Path folder = folder("1-oom-killed");
    write(
        folder,
        "report.json",
        "{\"life\":\"x\",\"confidence\":0.9,\"summary\":\"killed\",\"diagnoses\":[{\"summary\":\"other\"}]}");
    write(folder, "report.txt", "its last minutes");

    Incident found = Incident.ofLife(life).get(0);

    assertThat(found.summary(Language.ZH)).isEqualTo("killed");
    assertThat(found.report()).hasValue(new Incident.Report(false, "its last minutes"));
  }

  @Test
  void whatIsNotOursIsPassedOver() throws IOException {
    Path secret = Files.writeString(dir.resolve("secret"), "{\"summary\":\"secret\"}");
    Files.createSymbolicLink(folder("1-heap-leak").resolve("report.json"), secret);
    Path open = folder("2-heap-leak");
    write(open, "report.json", "{}");
    Files.createSymbolicLink(open.resolve("report.html"), secret);
    Path elsewhere = Files.createDirectory(dir.resolve("elsewhere"));
    write(elsewhere, "report.json", "{}");
    Files.createSymbolicLink(life.resolve("incidents/3-heap-leak"), elsewhere);
    write(folder("4-no.kind"), "report.json", "{}");
    write(folder("5-heap-leak"), "report.json", "{\"diagnoses\":[{\"summary\":");
    Files.writeString(life.resolve("incidents/6-heap-leak"), "a file");

    List<Incident> found = Incident.ofLife(life);

    assertThat(found).extracting(Incident::folder).containsExactly(open);
    assertThat(found.get(0).report()).isEmpty();
    assertThat(Incident.ofLife(dir.resolve("nowhere"))).isEmpty();
  }

  @Test
  void anIncidentKeepsItsGravestSeverityAndItsNumber() throws IOException {
    Incident early = Incident.of(folder("1-direct-leak"), Verdicts.directLeak(), NOON);
    Incident risen = early.with(Verdicts.directLeak().withSeverity(Severity.CRITICAL));
    Incident over = risen.with(Verdicts.directLeak().withSeverity(Severity.CLEARED));
    assertThat(over.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(over.cleared()).isTrue();
    assertThat(over.with(Verdicts.directLeak()).cleared()).isFalse();
    Incident late =
        Incident.of(folder("2-heap-leak"), Verdicts.bare(Severity.WARNING, "later"), NOON + 1);

    JsonObject json = json(new Archive(List.of(over, late), List.of()).incidentsJson(Language.EN));

    assertThat(json.getAsJsonArray("incidents"))
        .extracting(one -> one.getAsJsonObject().get("path").getAsString())
        .containsExactly("incidents/2", "incidents/1");
    JsonObject last = json.getAsJsonArray("incidents").get(1).getAsJsonObject();
    assertThat(last.get("severity").getAsString()).isEqualTo("critical");
    assertThat(last.get("cleared").getAsBoolean()).isTrue();
    assertThat(last.get("time").getAsString()).isEqualTo("2026-01-01T12:00:00Z");
  }

  @Test
  void livesAreToldWithWhatEndedThem() {
    LifeLine own = line("life-20260101-120500-7", 0, Cause.RUNNING, "");
    LifeLine dead = line("life-20260101-120000-7", NOON, Cause.OOM_KILLED, "The kernel says so.");

    JsonObject json = json(new Archive(List.of(), List.of(own, dead)).livesJson(Language.EN));

    JsonObject first = json.getAsJsonArray("lives").get(0).getAsJsonObject();
    assertThat(first.get("own").getAsBoolean()).isTrue();
    assertThat(first.has("last")).isFalse();
    JsonObject second = json.getAsJsonArray("lives").get(1).getAsJsonObject();
    assertThat(second.get("cause").getAsString()).isEqualTo("oom-killed");
    assertThat(second.get("last").getAsString()).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(second.get("reason").getAsString()).isEqualTo("The kernel says so.");
    assertThat(second.has("own")).isFalse();
  }

  private static LifeLine line(String life, long last, Cause cause, String reason) {
    return new LifeLine(
        life, "app.jar", "7", "host", NOON - 60_000, last, cause, 0.9, Phrase.text(reason));
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(life.resolve("incidents").resolve(name));
  }

  private static void write(Path folder, String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
