package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The chart, checked and rendered by Helm itself (its library, as helm-java packs it). */
class HelmIT {
  private static final Path CHART = Lab.path("memguard.ops").resolve("kubernetes/helm/memguard");

  @RegisterExtension final Workbench bench = new Workbench();

  @BeforeAll
  static void helmRunsHere() {
    try {
      Helm.version().call();
    } catch (LinkageError | RuntimeException e) {
      assumeTrue(false, "Helm's library does not run on this platform: " + e);
    }
  }

  @Test
  void theChartIsCleanEvenStrictly() {
    LintResult lint = new Helm(CHART).lint().strict().call();
    assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
    assertThat(lint.getMessages())
        .noneMatch(said -> said.contains("[ERROR]") || said.contains("[WARNING]"));
  }

  @Test
  void itInstallsWhatWatchesTheFleet() throws Exception {
    String all = chart().call();
    assertThat(kinds(all)).containsExactlyInAnyOrder("PodMonitor", "PrometheusRule", "ConfigMap");
    assertThat(all)
        .contains("name: watch-dashboards")
        .contains("memguard-service.json: |")
        .contains("memguard-fleet.json: |")
        .doesNotContain("credentials:");
    Promtool.accepts("", "check", "rules", rules(all).toString());
  }

  @Test
  void aScrapeConfigAndATokenCanBeAskedFor() {
    String all =
        chart()
            .set("monitoring.podMonitor", "false")
            .set("monitoring.scrapeConfig", "true")
            .set("tokenSecret", "memguard")
            .call();
    assertThat(kinds(all)).contains("ScrapeConfig").doesNotContain("PodMonitor");
    assertThat(all)
        .contains("  authorization:\n    credentials: {name: \"memguard\", key: http-token}\n");
  }

  /** As the comment in {@code _pod.tpl} shows it. */
  @Test
  void aChartThatDependsOnItGetsThePartsOfAPod() throws Exception {
    Path shop = bench.folder().resolve("shop");
    Files.createDirectories(shop.resolve("templates"));
    Files.createDirectories(shop.resolve("charts"));
    Files.createSymbolicLink(shop.resolve("charts/memguard"), CHART);
    Files.writeString(shop.resolve("Chart.yaml"), "apiVersion: v2\nname: shop\nversion: 1.4.2\n");
    Files.writeString(
        shop.resolve("values.yaml"), "memguard: {port: 9500, options: {log-format: json}}\n");
    Files.writeString(shop.resolve("templates/pod.yaml"), pod());
    String all = new Helm(shop).template().withName("shop").call();
    assertThat(all.lines().map(String::strip).toList())
        .containsSubsequence("initContainers:", "image: \"registry.example/memguard:0.1.0\"")
        .containsSubsequence(
            "- name: JAVA_TOOL_OPTIONS",
            "value: \"-XX:MaxRAMPercentage=60 -javaagent:/memguard/memguard.jar\"")
        .containsSubsequence("- name: MEMGUARD_HTTP", "value: \"*:9500\"")
        .containsSubsequence("- name: MEMGUARD_LOG_FORMAT", "value: \"json\"")
        .containsSubsequence("volumes:", "- name: memguard", "- name: memguard-lives");
  }

  /** The example in the comment, as the template of a pod. */
  private static String pod() throws Exception {
    List<String> lines = Files.readAllLines(CHART.resolve("templates/_pod.tpl"));
    String example =
        lines.stream()
            .dropWhile(line -> !line.equals("  template:"))
            .skip(1)
            .takeWhile(line -> !line.equals("*/}}"))
            .map(line -> line.substring(4))
            .collect(Collectors.joining("\n"));
    return "apiVersion: v1\nkind: Pod\n" + example + "\n";
  }

  private static TemplateCommand chart() {
    return new Helm(CHART).template().withName("watch");
  }

  private static List<String> kinds(String all) {
    return all.lines()
        .filter(line -> line.startsWith("kind: "))
        .map(line -> line.substring("kind: ".length()))
        .toList();
  }

  /** What is under {@code spec} of the PrometheusRule is a file of rules. */
  private Path rules(String all) throws Exception {
    String rule =
        List.of(all.split("(?m)^---$")).stream()
            .filter(part -> part.contains("\nkind: PrometheusRule\n"))
            .findFirst()
            .orElseThrow();
    return Files.writeString(
        bench.folder().resolve("rules.yml"), rule.substring(rule.indexOf("\nspec:\n") + 7));
  }
}
