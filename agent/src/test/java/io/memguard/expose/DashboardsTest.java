package io.memguard.expose;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shipped for Prometheus and Grafana asks for nothing that nobody gives. */
class DashboardsTest {
  private static final Path OPS = Path.of("..", "src", "ops");
  private static final Path RULES = OPS.resolve("prometheus").resolve("alerts.yml");

  /**
   * What PromQL has between metrics: labels of matchers and groupings, ranges, strings, offsets.
   */
  private static final Pattern NO_NAME =
      Pattern.compile(
          "\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\boffset \\d+\\w"
              + "|\\b(by|on|without|ignoring|group_left) \\([^)]*\\)");

  private static final Pattern NAME = Pattern.compile("\\b[a-zA-Z_][\\w:]*");
  private static final Set<String> LANGUAGE =
      Set.of(
          "avg",
          "changes",
          "count",
          "delta",
          "max",
          "min",
          "rate",
          "sort",
          "sum",
          "topk",
          "vector",
          "avg_over_time",
          "max_over_time",
          "and",
          "or",
          "unless");

  private static final Pattern RECORD = Pattern.compile("(?m)^ +- record: (\\S+)$");

  /** An expression in its line, or folded below it, deeper than its key. */
  private static final Pattern RULE =
      Pattern.compile("(?m)^ +expr: (?:>-\\n((?: {10}.*\\n)+)|(.+))");

  @ParameterizedTest
  @ValueSource(strings = {"service.json", "fleet.json"})
  void eachPanelAsksForMetricsThatExist(String file) throws IOException {
    JsonObject board =
        JsonParser.parseString(Files.readString(OPS.resolve("grafana").resolve(file)))
            .getAsJsonObject();
    List<String> expressions = new ArrayList<>();
    for (JsonElement panel : board.getAsJsonArray("panels")) {
      for (JsonElement target : panel.getAsJsonObject().getAsJsonArray("targets")) {
        expressions.add(target.getAsJsonObject().get("expr").getAsString());
      }
    }
    assertThat(expressions).hasSizeGreaterThan(15);
    Set<String> known = known();
    for (String expression : expressions) {
      assertThat(names(expression)).as(expression).isNotEmpty().isSubsetOf(known);
    }
  }

  @Test
  void eachRuleAsksForMetricsThatExist() throws IOException {
    String text = Files.readString(RULES);
    List<String> expressions =
        matches(RULE, text).stream()
            .map(rule -> rule.group(1) == null ? rule.group(2) : rule.group(1))
            .toList();
    assertThat(expressions).hasSize(matches(Pattern.compile("expr:"), text).size());
    for (String expression : expressions) {
      assertThat(names(expression)).as(expression).isNotEmpty().isSubsetOf(known());
    }
  }

  @Test
  void aMisspeltMetricIsFound() throws IOException {
    assertThat(known()).contains("memguard_rss_bytes", "instance:memguard_held_bytes");
    assertThat(names("sum by (job) (memgard_rss_bytes{job=\"a\"}) / rate(x[5m])"))
        .containsExactlyInAnyOrder("memgard_rss_bytes", "x");
  }

  /** Metrics of {@code /metrics} and those that recording rules make. */
  private static Set<String> known() throws IOException {
    Set<String> known = new HashSet<>(Metrics.HELP.keySet());
    matches(RECORD, Files.readString(RULES)).forEach(record -> known.add(record.group(1)));
    return known;
  }

  private static Set<String> names(String expression) {
    return matches(NAME, NO_NAME.matcher(expression).replaceAll(" ")).stream()
        .map(MatchResult::group)
        .filter(name -> !LANGUAGE.contains(name))
        .collect(Collectors.toSet());
  }

  private static List<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }
}
