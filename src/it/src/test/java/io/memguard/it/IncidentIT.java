package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A proved trouble leaves its report and its evidence on disk, before the kernel kills. */
class IncidentIT {

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void aLeakThatIsKilledHasItsReport() throws Exception {
    Lab.assumeRoot();
    AgentJvm jvm =
        Gallery.named("direct-leak")
            .launch(bench.jvm(), 256, 45)
            .agent("interval=500ms")
            .flags("-Xmx96m", "-XX:NativeMemoryTracking=summary")
            .start();

    Path incident = jvm.await("an incident", () -> incident(jvm, "-direct-leak"));
    JsonObject report = JsonParser.parseString(read(incident, "report.json")).getAsJsonObject();

    assertThat(read(incident, "report.txt"))
        .contains(" direct-leak: ", "container uses", "do:", incident.toString());
    assertThat(report.getAsJsonObject("memory").get("DirectBytes").getAsLong()).isPositive();
    JsonObject verdict = report.getAsJsonArray("diagnoses").get(0).getAsJsonObject();
    assertThat(verdict.get("kind").getAsString()).isEqualTo("direct-leak");
    Path evidence =
        jvm.await("evidence", () -> complete(incident, verdict.get("severity").getAsString()));
    assertThat(read(evidence, "threads.txt")).contains("\"main\"");
    assertThat(read(evidence, "native-memory.txt")).contains("Java Heap");
    assertThat(read(evidence, "proc/meminfo")).contains("MemAvailable:");
    opensInABrowser(incident.resolve("report.html"));
  }

  /** Where there is one; without a server and without a network. */
  private void opensInABrowser(Path report) throws IOException {
    if (!Browser.isThere()) {
      return;
    }
    try (Browser browser = Browser.open(1000, 1400, "en")) {
      browser.go(report.toUri().toString());
      assertThat(browser.run(PageIT.DRAWN).getAsBoolean()).as("the chart shows something").isTrue();
      assertThat(browser.run("return document.body.textContent").getAsString())
          .contains("direct-leak");
      Files.write(bench.folder().resolve("report.png"), browser.screenshot());
      assertThat(browser.console()).isEmpty();
    }
  }

  /** The kernel's files are written last. */
  private static Optional<Path> complete(Path incident, String severity) {
    Path evidence = incident.resolve("at-" + severity);
    return Optional.of(evidence).filter(e -> Files.exists(e.resolve("proc/vmstat")));
  }

  private static Optional<Path> incident(AgentJvm jvm, String suffix) {
    return Diagnoses.lives(jvm.dir()).stream()
        .map(life -> life.resolve("incidents/1" + suffix))
        .filter(incident -> Files.exists(incident.resolve("report.json")))
        .findFirst();
  }

  private static String read(Path folder, String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }
}
