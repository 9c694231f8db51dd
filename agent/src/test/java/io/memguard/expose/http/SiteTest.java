package io.memguard.expose.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.memguard.expose.Moments;
import io.memguard.expose.Published;
import io.memguard.expose.http.Response.Status;
import io.memguard.ledger.Band;
import io.memguard.report.Archive;
import io.memguard.report.Incident;
import io.memguard.report.Verdicts;
import io.memguard.snapshot.Ticks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteTest {
  @TempDir Path dir;
  private final Ticks service = new Ticks(5);
  private Published now = Moments.of(service, Verdicts.directLeak());
  private long clock = now.snapshot().nanos();
  private final Site open = site("");
  private final Site guarded = site("s3cret");

  private Site site(String token) {
    return new Site(() -> Optional.ofNullable(now), "127.0.0.1", token, "1.2.3", () -> clock);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/metrics",
        "/report",
        "/api/statement",
        "/api/verdicts",
        "/api/history",
        "/api/incidents",
        "/api/lives",
        "/api/sizing"
      })
  void everyPageIsServedAndSafe(String path) {
    Response response = open.answer(get(path));
    assertThat(response.status()).isEqualTo(Status.OK);
    assertThat(new String(response.head(), StandardCharsets.ISO_8859_1))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("Content-Length: " + response.body().length + "\r\n")
        .contains("X-Content-Type-Options: nosniff\r\n")
        .contains("Content-Security-Policy: default-src 'none'")
        .containsOnlyOnce("Content-Security-Policy")
        .contains("Cache-Control: no-store\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void figuresAreThoseOfTheMoment() {
    JsonObject statement = json("/api/statement");
    assertThat(statement.get("version").getAsString()).isEqualTo("1.2.3");
    assertThat(statement.getAsJsonObject("figures").get("RssBytes").getAsLong())
        .isEqualTo(service.rss());
    long sum = 0;
    for (var item : statement.getAsJsonArray("process")) {
      sum += item.getAsJsonObject().get("bytes").getAsLong();
    }
    assertThat(sum).isEqualTo(service.rss());
    JsonObject verdicts = json("/api/verdicts");
    assertThat(verdicts.get("status").getAsString()).isEqualTo("warning");
    assertThat(verdicts.get("secondsToLimit").getAsLong()).isEqualTo(511);
    assertThat(verdicts.getAsJsonArray("verdicts")).hasSize(1);
    assertThat(verdicts.getAsJsonObject("silence").has("heap-leak")).isTrue();
    JsonObject history = json("/api/history");
    assertThat(history.getAsJsonArray("usageBytes")).hasSize(1);
    assertThat(history.getAsJsonObject("bands").keySet()).hasSize(Band.values().length);
    assertThat(body("/report")).contains("WARNING direct-leak:").contains("RSS of this JVM");
    JsonObject sizing = json("/api/sizing");
    assertThat(sizing.get("refusal").getAsString())
        .startsWith("too little was measured: 1 of 60 samples");
    assertThat(sizing.getAsJsonObject("measured").get("besideHeapBytes").getAsLong()).isPositive();
    assertThat(sizing.getAsJsonArray("lines")).isEmpty();
    assertThat(body("/report")).contains("sizing, measured over 0 s").contains("no advice:");
  }

  @Test
  void anAnswerIsMadeOnceAMoment() {
    byte[] first = open.answer(get("/metrics")).body();
    assertThat(open.answer(get("/metrics")).body()).isSameAs(first);
    now = Moments.of(service);
    assertThat(open.answer(get("/metrics")).body()).isNotSameAs(first);
    assertThat(body("/report")).contains("Nothing leaks or grows.");
  }

  @Test
  void anAnswerIsInTheLanguageThatIsAskedFor() {
    assertThat(body("/report?lang=zh")).contains("暂无建议：");
    assertThat(body("/report")).contains("no advice:");
    assertThat(body("/report?lang=fr")).isEqualTo(body("/report"));
    assertThat(body("/api/sizing?lang=zh")).isNotEqualTo(body("/api/sizing"));
  }

  @Test
  void beforeTheFirstSampleThereIsNothingToShowButThePage() {
    now = null;
    assertThat(status(open, get("/api/statement"))).isEqualTo(Status.NOT_YET);
    assertThat(status(open, get("/health"))).isEqualTo(Status.NOT_YET);
    assertThat(status(open, get("/"))).isEqualTo(Status.OK);
  }

  @Test
  void healthIsTheAgentsNotTheApplications() {
    assertThat(body("/health")).isEqualTo("warning\n");
    clock += 3_600_000_000_000L;
    assertThat(status(open, get("/health"))).isEqualTo(Status.NOT_YET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
  void nothingCanBeChanged(String method) {
    Response response = open.answer(request(method, "/metrics", "Host: localhost"));
    assertThat(response.status()).isEqualTo(Status.METHOD_NOT_ALLOWED);
    assertThat(new String(response.head(), StandardCharsets.ISO_8859_1))
        .contains("Allow: GET, HEAD\r\n");
  }

  @Test
  void aReportIsServedByItsNumberIntoASandbox() throws IOException {
    now = withIncident("report.html", "<p>page</p>");
    assertThat(json("/api/incidents").getAsJsonArray("incidents").get(0).getAsJsonObject())
        .satisfies(one -> assertThat(one.get("path").getAsString()).isEqualTo("incidents/1"))
        .satisfies(one -> assertThat(one.get("kind").getAsString()).isEqualTo("direct-leak"));

    Response report = open.answer(get("/incidents/1"));

    assertThat(new String(report.body(), StandardCharsets.UTF_8)).isEqualTo("<p>page</p>");
    assertThat(new String(report.head(), StandardCharsets.ISO_8859_1))
        .contains("Content-Type: text/html")
        .containsOnlyOnce("Content-Security-Policy")
        .contains("Content-Security-Policy: sandbox allow-scripts; default-src 'none'");
    assertThat(open.answer(get("/incidents/1")).body()).isSameAs(report.body());
    assertThat(status(open, request("POST", "/incidents/1", "Host: localhost")))
        .isEqualTo(Status.METHOD_NOT_ALLOWED);
    assertThat(status(open, request("GET", "/incidents/1", "Host: evil.example")))
        .isEqualTo(Status.FORBIDDEN);
  }

  @Test
  void aTextIsServedAsText() throws IOException {
    now = withIncident("report.txt", "<script>");
    assertThat(new String(open.answer(get("/incidents/1")).head(), StandardCharsets.ISO_8859_1))
        .contains("Content-Type: text/plain");
  }

  @Test
  void aReportThatWasRemovedIsNotFound() throws IOException {
    now = withIncident("report.html", "<p>page</p>");
    Files.delete(dir.resolve("life/incidents/1-direct-leak/report.html"));
    assertThat(status(open, get("/incidents/1"))).isEqualTo(Status.NOT_FOUND);
    assertThat(body("/incidents/1")).contains("gone");
  }

  /** What is not a report, though it has its name, stays where it is. */
  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path secret = Files.writeString(dir.resolve("secret"), "secret");
    now = withIncident("threads.txt", "");
    Files.createSymbolicLink(dir.resolve("life/incidents/1-direct-leak/report.html"), secret);
    assertThat(status(open, get("/incidents/1"))).isEqualTo(Status.NOT_FOUND);
  }

  private Published withIncident(String file, String text) throws IOException {
    Path folder = Files.createDirectories(dir.resolve("life/incidents/1-direct-leak"));
    Files.writeString(folder.resolve(file), text);
    Incident incident = Incident.of(folder, Verdicts.directLeak(), 0);
    return Moments.of(new Archive(List.of(incident), List.of()), service, Verdicts.directLeak());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//metrics",
        "/metrics/",
        "/page.js",
        "/incidents",
        "/incidents/",
        "/incidents/0",
        "/incidents/01",
        "/incidents/1/",
        "/incidents/1/report.json",
        "/incidents/1/../../../../etc/passwd",
        "/incidents/1%2e%2e",
        "/incidents/-1",
        "/incidents/2",
        "/incidents/99999",
        "/incidents/999999999999999999999",
        "/incidents/1-neighbour",
        "/incidents/..",
        "/api",
        "/io/memguard/version"
      })
  void otherPathsAreNotFound(String path) throws IOException {
    now = withIncident("report.html", "<p>page</p>");
    assertThat(status(open, get(path))).isEqualTo(Status.NOT_FOUND);
  }

  @Test
  void aForeignHostIsRefusedUnlessTheTokenIsKnown() {
    String foreign = "Host: evil.example";
    assertThat(status(open, request("GET", "/metrics", foreign))).isEqualTo(Status.FORBIDDEN);
    assertThat(status(open, request("GET", "/", foreign))).isEqualTo(Status.FORBIDDEN);
    assertThat(
            status(
                guarded, request("GET", "/metrics", foreign + "\r\nAuthorization: Bearer s3cret")))
        .isEqualTo(Status.OK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/metrics",
        "/report",
        "/api/statement",
        "/api/verdicts",
        "/api/history",
        "/api/incidents",
        "/api/lives",
        "/api/sizing",
        "/incidents/1"
      })
  void figuresAskForTheToken(String path) throws IOException {
    now = withIncident("report.html", "<p>page</p>");
    String host = "Host: localhost\r\n";
    assertThat(status(guarded, get(path))).isEqualTo(Status.UNAUTHORIZED);
    assertThat(status(guarded, request("GET", path, host + "Authorization: Bearer s3cre")))
        .isEqualTo(Status.UNAUTHORIZED);
    assertThat(status(guarded, request("GET", path, host + "Authorization: Bearer s3cret")))
        .isEqualTo(Status.OK);
    assertThat(status(guarded, get("/"))).isEqualTo(Status.OK);
    assertThat(status(guarded, get("/health"))).isEqualTo(Status.OK);
  }

  /** The browser runs what the policy names by its digest, and nothing else. */
  @Test
  void thePageIsWholeAndItsPolicyNamesItsScripts() throws Exception {
    String page = body("/");
    String head =
        new String(open.answer(get("/")).head(), StandardCharsets.ISO_8859_1)
            .lines()
            .filter(line -> line.startsWith("Content-Security-Policy"))
            .findFirst()
            .orElseThrow();
    assertThat(page).doesNotContain("{{").doesNotContain("http://").contains("uPlot");
    assertThat(head).doesNotContain("unsafe");
    Matcher inline = Pattern.compile("(?s)<(script|style)>(.*?)</\\1>").matcher(page);
    int found = 0;
    while (inline.find()) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(inline.group(2).getBytes(StandardCharsets.UTF_8));
      assertThat(head).contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
      found++;
    }
    assertThat(found).isEqualTo(5);
  }

  private String body(String path) {
    return new String(open.answer(get(path)).body(), StandardCharsets.UTF_8);
  }

  private JsonObject json(String path) {
    return JsonParser.parseString(body(path)).getAsJsonObject();
  }

  private static Status status(Site site, Request request) {
    return site.answer(request).status();
  }

  private static Request get(String path) {
    return request("GET", path, "Host: localhost:9464");
  }

  private static Request request(String method, String path, String headers) {
    return Request.parse(method + " " + path + " HTTP/1.1\r\n" + headers).orElseThrow();
  }
}
