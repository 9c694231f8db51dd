package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The fleet demo: from a leak to a message, and what the dashboards show meanwhile. */
class FleetIT {
  private static final Path OPS = Lab.path("memguard.ops");

  /** Of instances that are two hours old: empty in the first minutes of a fleet. */
  private static final String LATE = "job_version:memguard_held_bytes:growth1h";

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void aLeakBecomesAMessageAndTheDashboardsShowIt() throws Exception {
    assumeTrue(isThere("prometheus"), "prometheus is not installed");
    assumeTrue(
        isThere("prometheus-alertmanager") || isThere("alertmanager"),
        "alertmanager is not installed (package prometheus-alertmanager)");
    Instant start = Instant.now();
    AgentJvm fleet =
        bench
            .jvm()
            .agents(0)
            .env("MEMGUARD_JAR", Lab.AGENT.toString())
            .env("DEMO_JAR", Lab.DEMO.toString())
            .instead(OPS.resolve("demo").resolve("fleet").toString(), "--stay")
            .start();
    String alert = fleet.awaitLine("^firing ");
    assertThat(alert).contains("instance=shop-3", "kind=direct-leak", "AttachmentStore.keep");
    Web prometheus =
        new Web(
            Integer.parseInt(fleet.awaitLine("^Prometheus: ").replaceAll(".*:(\\d+)/.*", "$1")));
    for (String expression : expressions()) {
      if (hasDataHere(expression)) {
        fleet.await("data for " + expression, () -> data(prometheus, expression, start));
      }
    }
    List<ProcessHandle> parts = fleet.descendants();
    assertThat(parts).hasSizeGreaterThan(5);
    assertThat(fleet.end()).isEqualTo(143);
    assertThat(parts).noneMatch(ProcessHandle::isAlive);
  }

  /** Without a limit there is nothing to be killed for and nothing to waste. */
  private static boolean hasDataHere(String expression) {
    return !expression.contains(LATE)
        && (Lab.hasMemoryLimits() || !expression.matches(".*(_container_|seconds_to_kill).*"));
  }

  /** What all panels ask, about the service that leaks where they ask about one. */
  private static List<String> expressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    for (String file : List.of("service.json", "fleet.json")) {
      JsonObject board =
          JsonParser.parseString(Files.readString(OPS.resolve("grafana").resolve(file)))
              .getAsJsonObject();
      for (JsonElement panel : board.getAsJsonArray("panels")) {
        for (JsonElement target : panel.getAsJsonObject().getAsJsonArray("targets")) {
          expressions.add(
              target
                  .getAsJsonObject()
                  .get("expr")
                  .getAsString()
                  .replace("$job", ".+")
                  .replace("$instance", "shop-3")
                  .replace("$__rate_interval", "15s"));
        }
      }
    }
    return expressions;
  }

  /** At some second since then; empty when never. An expression that is wrong fails at once. */
  private static Optional<String> data(Web prometheus, String expression, Instant since) {
    String query =
        "/api/v1/query_range?step=1&start=%d&end=%d&query=%s"
            .formatted(
                since.getEpochSecond(),
                Instant.now().getEpochSecond(),
                URLEncoder.encode(expression, StandardCharsets.UTF_8));
    String answer;
    try {
      answer = prometheus.get(query);
    } catch (IOException e) {
      return Optional.empty();
    }
    assertThat(answer).as(expression).contains("\"status\":\"success\"");
    return Optional.of(answer).filter(text -> !text.contains("\"result\":[]"));
  }

  private static boolean isThere(String command) {
    try {
      new ProcessBuilder(command, "--version").start().waitFor();
      return true;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
