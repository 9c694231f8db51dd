package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.memguard.it.program.Patient;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shipped for Prometheus, with Prometheus' own tools. */
class PrometheusIT {
  private static final Path EXPORTER = Lab.path("memguard.jmx-exporter");
  private static final Path RULES = Lab.path("memguard.ops").resolve("prometheus");

  @RegisterExtension final Workbench bench = new Workbench();

  /** One JVM is asked both ways; within one sample both say the same, help and types included. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void jmxExporterGivesTheSameMetrics(boolean exporterFirst) {
    int port = Web.freePort();
    String exporter =
        "-javaagent:" + EXPORTER + "=127.0.0.1:" + port + ":" + RULES.resolve("memguard-jmx.yml");
    Launch launch = bench.jvm().agent("interval=3s", "http=0");
    launch = exporterFirst ? launch.env("JAVA_TOOL_OPTIONS", exporter) : launch.flags(exporter);
    AgentJvm jvm =
        launch
            .flags("-Xmx64m", "-XX:NativeMemoryTracking=summary")
            .main(Patient.class, "600")
            .start();
    Web own = Web.of(jvm);
    Web jmx = new Web(port);
    Both same = jvm.await("two equal scrapes", () -> scrape(own, jmx).filter(Both::sameMoment));
    assertThat(same.jmx().keySet()).isEqualTo(same.own().keySet());
    assertThat(same.own()).hasSizeGreaterThan(60);
    same.own()
        .forEach(
            (series, value) ->
                assertThat(same.jmx().get(series))
                    .as(series)
                    .isCloseTo(value, within(1e-9 * Math.abs(value))));
  }

  /** Value by series; a line of help or type has the value 0. */
  private record Both(Map<String, Double> own, Map<String, Double> jmx) {

    /** The figure that changes with each sample, and the last bean to be registered, agree. */
    boolean sameMoment() {
      Double ticks = own.get("memguard_ticks_total");
      return ticks != null && ticks.equals(jmx.get("memguard_ticks_total"));
    }
  }

  private static Optional<Both> scrape(Web own, Web jmx) {
    return jmx.body("/metrics")
        .flatMap(
            theirs -> own.body("/metrics").map(ours -> new Both(series(ours), series(theirs))));
  }

  private static Map<String, Double> series(String text) {
    Map<String, Double> series = new TreeMap<>();
    text.lines()
        .filter(line -> line.matches("(# (HELP|TYPE) )?memguard_.*"))
        .forEach(
            line -> {
              int end = line.startsWith("#") ? line.length() : line.lastIndexOf(' ');
              series.put(
                  line.substring(0, end).replace(",}", "}"),
                  line.startsWith("#") ? 0 : Double.parseDouble(line.substring(end)));
            });
    return series;
  }

  @Test
  void alertsAreRightAndDoWhatTheySay() throws Exception {
    Promtool.accepts("", "check", "rules", RULES.resolve("alerts.yml").toString());
    Promtool.accepts("", "test", "rules", RULES.resolve("alerts-test.yml").toString());
  }
}
