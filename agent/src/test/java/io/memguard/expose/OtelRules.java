package io.memguard.expose;

import io.memguard.ledger.Item;

/**
 * The rules with which OpenTelemetry's Java agent makes metrics out of the beans: {@code
 * src/ops/opentelemetry/memguard-jmx-otel.yml}. Main prints them. They are named so that
 * OpenTelemetry's translation for Prometheus (dots are underscores, the unit and {@code _total} are
 * appended) gives the names of {@link Metrics}.
 */
final class OtelRules {
  private final StringBuilder text = new StringBuilder();

  public static void main(String[] arguments) {
    System.out.print(all());
  }

  static String all() {
    OtelRules rules = new OtelRules();
    rules.text.append(
        """
        # MemGuard's figures through OpenTelemetry's Java agent: -Dotel.jmx.config=memguard-jmx-otel.yml. Exported to
        # Prometheus they have the names of MemGuard's own /metrics, but for memguard_time_to_limit_seconds. Verdicts are a
        # table, which these rules cannot read: they come by /metrics or by the log. Generated from the code;
        # OtelRulesTest says when it is out of date and how to write it again.
        rules:
        """);
    rules.bean("Memory", "    unit: By\n    type: updowncounter\n");
    for (Item item : Item.values()) {
      String metric = item.ofContainer() ? Metrics.CONTAINER_ACCOUNTS : Metrics.PROCESS_ACCOUNTS;
      rules.attribute(item.attribute(), metric);
      rules.text.append(
          """
                  metricAttribute:
                    account: const(%s)
          """
              .formatted(item.label()));
    }
    for (String attribute : Figures.descriptions().keySet()) {
      if (Metrics.HELP.containsKey(Metrics.name(attribute))) {
        rules.attribute(attribute, Metrics.name(attribute));
      }
    }
    rules.bean("Health", "");
    rules.attribute("Status", "memguard_status");
    rules.text.append(
        """
                type: state
                metricAttribute:
                  status:
                    ok: ok
                    watch: watch
                    warning: warning
                    critical: critical
                    unknown: '*'
        """);
    rules.attribute("SecondsToLimit", "memguard_seconds_to_limit");
    rules.text.append("        type: gauge\n        unit: s\n");
    rules.bean("Cost", "");
    rules.cost("Ticks", "memguard_ticks_total", "counter", "\"{tick}\"");
    rules.cost("CpuNanos", "memguard_cpu_seconds_total", "counter", "s");
    rules.cost("AllocatedBytes", "memguard_allocated_bytes_total", "counter", "By");
    rules.cost("LastTickNanos", "memguard_last_tick_seconds", "gauge", "s");
    rules.cost("WorstTickNanos", "memguard_worst_tick_seconds", "gauge", "s");
    return rules.text.toString();
  }

  private void bean(String type, String more) {
    text.append("  - bean: io.memguard:type=").append(type).append('\n');
    text.append(more).append("    mapping:\n");
  }

  private void cost(String attribute, String metric, String type, String unit) {
    attribute(attribute, metric);
    text.append("        type: ").append(type).append('\n');
    if (attribute.endsWith("Nanos")) {
      text.append("        sourceUnit: ns\n");
    }
    text.append("        unit: ").append(unit).append('\n');
  }

  private void attribute(String attribute, String metric) {
    text.append("      ").append(attribute).append(":\n");
    text.append("        metric: ").append(name(metric)).append('\n');
    text.append("        desc: \"").append(Metrics.HELP.get(metric)).append("\"\n");
  }

  /** {@code memguard_container_limit_bytes} is {@code memguard.container.limit}, in bytes. */
  private static String name(String metric) {
    return metric
        .replaceFirst("seconds_to_limit$", "time_to_limit")
        .replaceFirst("_total$", "")
        .replaceFirst("_(bytes|seconds)$", "")
        .replaceFirst("^memguard_", "memguard.")
        .replaceFirst("\\.(container|heap|direct|malloc)_", ".$1.");
  }
}
