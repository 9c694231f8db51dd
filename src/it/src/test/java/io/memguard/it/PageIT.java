package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.it.program.LogManagerChoice;
import io.memguard.it.program.OwnLogManager;
import io.memguard.it.program.Patient;
import java.net.Socket;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The web page and the metrics of the packaged agent. */
class PageIT {
  private static final int CLIENTS = 200;
  private static final int REQUESTS_OF_A_CLIENT = 5;
  private static final long MEBIBYTE = 1 << 20;

  @RegisterExtension final Workbench bench = new Workbench();

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void allIsServedAndNothingElse(Jdk jdk) throws Exception {
    AgentJvm jvm = start(bench.jvm(jdk), "http=0");
    Web web = Web.of(jvm);
    String metrics = jvm.await("metrics", () -> web.body("/metrics"));
    assertThat(metrics).contains("memguard_rss_bytes ").contains("memguard_status{status=");
    assertThat(web.body("/").orElseThrow()).contains("<!doctype html>").contains("uPlot");
    assertThat(web.body("/report").orElseThrow()).contains("RSS of this JVM");
    assertThat(web.body("/api/statement").orElseThrow()).startsWith("{");
    assertThat(web.body("/api/verdicts").orElseThrow()).startsWith("{");
    assertThat(web.body("/api/history").orElseThrow()).startsWith("{");
    assertThat(web.body("/health")).hasValueSatisfying(word -> assertThat(word).isNotBlank());

    assertThat(web.send("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n")).startsWith("HTTP/1.1 405 ");
    assertThat(web.get("/../../../etc/passwd")).startsWith("HTTP/1.1 404 ");
    assertThat(web.send("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ");
    assertThat(web.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(1 << 20)))
        .startsWith("HTTP/1.1 431 ");
    assertThat(web.send("\u0016\u0003\u0001\u0000")).startsWith("HTTP/1.1 400 ");
    Promtool.accepts(metrics, "check", "metrics");
  }

  @Test
  void manyClientsTakeNoMemory() throws Exception {
    AgentJvm jvm = start(bench.jvm(), "http=0");
    Web web = Web.of(jvm);
    jvm.await("metrics", () -> web.body("/metrics"));
    List<Socket> idle = new ArrayList<>();
    try (Beans beans = jvm.await("beans", () -> registered(jvm))) {
      ask(web);
      long before = liveHeap(beans);
      for (int i = 0; i < CLIENTS; i++) {
        idle.add(web.connect());
      }
      ask(web);
      for (Socket socket : idle) {
        socket.close();
      }
      assertThat(liveHeap(beans) - before).isLessThan(4 * MEBIBYTE);
      assertThat(beans.number("Memory", "DirectBytes")).isLessThan(MEBIBYTE);
    }
    assertThat(jvm.ownLines()).noneMatch(line -> line.contains("failure"));
  }

  /** A leak has its report on the page, and so has the next life of the same service. */
  @Test
  void incidentsAndLivesAreShown() throws Exception {
    Lab.assumeRoot();
    AgentJvm first = leaking("first");
    Web web = Web.of(first);
    first.await("an incident", () -> containing(web, "/api/incidents", "direct-leak"));
    first.await("its report", () -> web.body("/incidents/1"));
    assertThat(web.body("/api/incidents"))
        .as("one trouble has one; a busy machine may see the symptom first")
        .hasValueSatisfying(list -> assertThat(list).containsOnlyOnce("\"kind\":\"direct-leak\""));
    if (Browser.isThere()) {
      browse(first, web);
    }
    first.close();

    AgentJvm second = leaking("second");
    Web next = Web.of(second);
    String lives = second.await("both lives", () -> containing(next, "/api/lives", "\"last\":"));
    assertThat(lives)
        .containsOnlyOnce("\"own\":true")
        .containsPattern("\"cause\":\"[a-z-]*killed\"");
    assertThat(next.body("/api/incidents"))
        .hasValueSatisfying(list -> assertThat(list).contains("direct-leak"));
    assertThat(next.body("/incidents/1"))
        .hasValueSatisfying(page -> assertThat(page).contains("id=\"frozen\""));
  }

  private AgentJvm leaking(String name) {
    return Gallery.named("direct-leak")
        .launch(bench.jvm(Jdk.running(), name), 256, 120)
        .agent("interval=500ms", "http=0", "dir=" + bench.folder().resolve("dir"))
        .flags("-Xmx96m")
        .start();
  }

  private static Optional<String> containing(Web web, String path, String text) {
    return web.body(path).filter(body -> body.contains(text));
  }

  private void browse(AgentJvm jvm, Web web) throws Exception {
    try (Browser browser = Browser.open(360, 800, "en")) {
      browser.go("http://localhost:" + web.port() + "/");
      jvm.await(
          "the list of incidents",
          () -> found(browser, "return document.querySelectorAll('#incidents a').length >= 1"));
      assertThat(browser.run("return document.getElementById('lives').textContent").getAsString())
          .contains("this life");
      assertThat(browser.run("return document.documentElement.scrollWidth").getAsInt())
          .isLessThanOrEqualTo(360);
      Files.write(bench.folder().resolve("incidents.png"), browser.screenshot());
      browser.go(browser.run("return document.querySelector('#incidents a').href").getAsString());
      assertThat(browser.run(DRAWN).getAsBoolean()).as("the report shows something").isTrue();
      assertThat(browser.console()).isEmpty();
    }
  }

  private static void ask(Web web) throws Exception {
    List<String> paths = List.of("/", "/metrics", "/report", "/api/history", "/api/verdicts");
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    List<Future<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int first = i;
      answers.add(
          clients.submit(
              () -> {
                int answered = 0;
                for (int j = 0; j < REQUESTS_OF_A_CLIENT; j++) {
                  String path = paths.get((first + j) % paths.size());
                  answered += web.get(path).startsWith("HTTP/1.1 200 ") ? 1 : 0;
                }
                return answered;
              }));
    }
    clients.shutdown();
    assertThat(clients.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
    int answered = 0;
    for (Future<Integer> answer : answers) {
      answered += answer.get();
    }
    assertThat(answered).isEqualTo(CLIENTS * REQUESTS_OF_A_CLIENT);
  }

  private static long liveHeap(Beans beans) {
    return beans.heapAfterCollection();
  }

  private static Optional<Beans> registered(AgentJvm jvm) {
    Beans beans = jvm.beans();
    if (beans.has("Memory")) {
      return Optional.of(beans);
    }
    beans.close();
    return Optional.empty();
  }

  @Test
  void theTokenIsAskedFor() throws Exception {
    AgentJvm jvm = start(bench.jvm().env("MEMGUARD_HTTP_TOKEN", "s3cret"), "http=127.0.0.1:0");
    Web web = Web.of(jvm);
    jvm.await("health", () -> web.body("/health"));
    assertThat(web.get("/metrics")).startsWith("HTTP/1.1 401 ");
    assertThat(
            web.send(
                "GET /metrics HTTP/1.1\r\nHost: any.example\r\nAuthorization: Bearer s3cret\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void thePageLeavesTheLogManagerAlone() {
    AgentJvm jvm =
        bench
            .jvm()
            .agent("interval=200ms", "http=0")
            .flags("-Djava.util.logging.manager=" + OwnLogManager.class.getName())
            .main(LogManagerChoice.class, "3000")
            .start();
    assertThat(jvm.exitCode()).as(jvm::description).isZero();
    assertThat(jvm.stdoutText().strip()).isEqualTo(OwnLogManager.class.getName());
    assertThat(jvm.ownLines()).anyMatch(line -> line.contains("page: http://127.0.0.1:"));
  }

  @ParameterizedTest
  @CsvSource({"360, 800, en-US, Memory of", "1600, 1000, zh-CN, 的内存"})
  void aBrowserShowsIt(int width, int height, String language, String title) throws Exception {
    AgentJvm jvm = start(bench.jvm(), "http=0");
    Web web = Web.of(jvm);
    jvm.await("history", () -> web.body("/api/history"));
    try (Browser browser = Browser.open(width, height, language)) {
      browser.go("http://localhost:" + web.port() + "/");
      jvm.await("a chart with something on it", () -> found(browser, DRAWN));
      assertThat(browser.run("return document.getElementById('chart-title').textContent"))
          .asString()
          .contains(title);
      assertThat(browser.run("return document.documentElement.scrollWidth").getAsInt())
          .isLessThanOrEqualTo(width);
      String now = "return document.getElementById('updated').textContent";
      String first = browser.run(now).getAsString();
      jvm.await(
          "news without a reload",
          () -> found(browser, now.replace(";", "") + " !== '" + first + "'"));
      // For whoever wants to look.
      Files.write(bench.folder().resolve("page.png"), browser.screenshot());
      assertThat(browser.console()).isEmpty();
    }
  }

  /** Whether the chart is more than one color. */
  static final String DRAWN =
      """
      const canvas = document.querySelector('#chart canvas');
      if (!canvas) return false;
      const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      return new Set(new Uint32Array(pixels.buffer)).size > 10;
      """;

  private static Optional<Boolean> found(Browser browser, String script) {
    try {
      return browser.run(script).getAsBoolean() ? Optional.of(true) : Optional.empty();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static AgentJvm start(Launch launch, String http) {
    return launch
        .agent("interval=200ms", http)
        .flags("-Xmx64m", "-XX:NativeMemoryTracking=summary")
        .main(Patient.class, "600")
        .start();
  }
}
