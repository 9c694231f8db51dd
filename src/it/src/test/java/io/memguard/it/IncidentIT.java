package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.memguard.it.program.MarkupThreads;
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
    jvm.await("a whole bundle", () -> whole(incident));
    opensInABrowser(incident.resolve("report.html"));
  }

  /** A thread that is called like a piece of a page stays a name. */
  @Test
  void namesOfTheApplicationStayText() throws Exception {
    assumeTrue(Browser.isThere(), "needs chromedriver");
    AgentJvm jvm =
        bench
            .jvm()
            .agent("interval=500ms")
            .flags("-Xmx64m")
            .main(MarkupThreads.class, "120")
            .start();
    Path incident = jvm.await("an incident", () -> incident(jvm, "-thread-leak"));

    assertThat(read(incident, "report.txt")).contains("<img src=x onerror=");
    try (Browser browser = Browser.open(1000, 1400, "en")) {
      browser.go(incident.resolve("report.html").toUri().toString());
      assertThat(browser.run("return document.body.textContent").getAsString())
          .contains("<img src=x onerror=");
      assertThat(browser.run("return document.images.length").getAsInt()).isZero();
      assertThat(browser.run("return document.title").getAsString()).doesNotContain("taken over");
      assertThat(browser.console()).isEmpty();
    }
  }

  /** JFR's recording comes last: it is written beside the rest. */
  private static Optional<Bundle> whole(Path incident) {
    return Optional.of(new Bundle(incident)).filter(bundle -> bundle.faults().isEmpty());
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
