package io.memguard.expose;

import io.memguard.ledger.Item;

/**
 * The rules with which jmx_exporter makes the metrics of {@link Metrics} out of the beans: {@code
 * src/ops/prometheus/memguard-jmx.yml}. Main prints them.
 */
final class JmxRules {
  private static final String ROW =
      "io\\.memguard<type=Health, fingerprint=(([a-z-]+)[^>]*)><Diagnoses>";
  private static final String ROW_LABELS = "kind: \"$2\", fingerprint: \"$1\"";

  private final StringBuilder text = new StringBuilder();

  public static void main(String[] arguments) {
    System.out.print(all());
  }

  static String all() {
    JmxRules rules = new JmxRules();
    rules.text.append(
        """
        # MemGuard's metrics through jmx_prometheus_javaagent: the same names, labels, types and help as MemGuard's own
        # /metrics. Generated from the code; JmxRulesTest says when it is out of date and how to write it again.
        includeObjectNames: ["io.memguard:*"]
        lowercaseOutputName: false
        rules:
        """);
    for (Item item : Item.values()) {
      String metric = item.ofContainer() ? Metrics.CONTAINER_ACCOUNTS : Metrics.PROCESS_ACCOUNTS;
      rules.rule(
          "io\\.memguard<type=Memory><>" + item.attribute() + ":",
          metric,
          "account: \"" + item.label() + "\"",
          "");
    }
    for (String attribute : Figures.descriptions().keySet()) {
      if (Metrics.HELP.containsKey(Metrics.name(attribute))) {
        rules.rule(
            "io\\.memguard<type=Memory><>" + attribute + ":", Metrics.name(attribute), "", "");
      }
    }
    rules.rule(
        "io\\.memguard<type=Health><>Status: (\\w+)",
        "memguard_status",
        "status: \"$1\"",
        "value: 1");
    rules.rule("io\\.memguard<type=Health><>SecondsToLimit:", "memguard_seconds_to_limit", "", "");
    rules.rule(
        ROW + "severity: (\\w+)",
        "memguard_verdict",
        ROW_LABELS + ", severity: \"$3\"",
        "value: 1");
    rules.rule(ROW + "bytes:", "memguard_verdict_bytes", ROW_LABELS, "");
    rules.rule(
        ROW + "growthBytesPerSecond:", "memguard_verdict_growth_bytes_per_second", ROW_LABELS, "");
    rules.rule(ROW + "limitBytes:", "memguard_verdict_limit_bytes", ROW_LABELS, "");
    rules.rule(ROW + "secondsToLimit:", "memguard_verdict_seconds_to_limit", ROW_LABELS, "");
    rules.rule(
        ROW + "culprit: (.+)",
        "memguard_verdict_culprit",
        ROW_LABELS + ", culprit: \"$3\"",
        "value: 1");
    String nanos = "valueFactor: 0.000000001";
    rules.rule("io\\.memguard<type=Cost><>Ticks:", "memguard_ticks_total", "", "");
    rules.rule("io\\.memguard<type=Cost><>CpuNanos:", "memguard_cpu_seconds_total", "", nanos);
    rules.rule(
        "io\\.memguard<type=Cost><>AllocatedBytes:", "memguard_allocated_bytes_total", "", "");
    rules.rule("io\\.memguard<type=Cost><>LastTickNanos:", "memguard_last_tick_seconds", "", nanos);
    rules.rule(
        "io\\.memguard<type=Cost><>WorstTickNanos:", "memguard_worst_tick_seconds", "", nanos);
    rules.rule(
        "io\\.memguard<type=Cost, key=([^>]+)><>SourceNanos:",
        "memguard_source_read_seconds",
        "source: \"$1\"",
        nanos);
    return rules.text.toString();
  }

  private void rule(String pattern, String name, String labels, String more) {
    text.append("  - pattern: '").append(pattern).append("'\n");
    text.append("    name: ").append(name).append('\n');
    if (!labels.isEmpty()) {
      text.append("    labels: {").append(labels).append("}\n");
    }
    if (!more.isEmpty()) {
      text.append("    ").append(more).append('\n');
    }
    text.append("    type: ").append(name.endsWith("_total") ? "COUNTER" : "GAUGE").append('\n');
    text.append("    help: \"").append(Metrics.HELP.get(name)).append("\"\n");
  }
}
