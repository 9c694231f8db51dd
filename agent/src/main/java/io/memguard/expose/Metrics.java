package io.memguard.expose;

import io.memguard.ledger.Item;
import io.memguard.snapshot.AgentCost;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Verdict;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A moment in the Prometheus text format. The accounts of a statement are one metric with a label,
 * because they add up; a figure that overlaps with others is a metric of its own. What is not known
 * is absent.
 */
public final class Metrics {
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  static final String PROCESS_ACCOUNTS = "memguard_memory_bytes";
  static final String CONTAINER_ACCOUNTS = "memguard_container_memory_bytes";

  /** By metric, what it is. The rules for jmx_exporter say the same. */
  static final Map<String, String> HELP = help();

  private static final Map<String, Item> ITEMS = items();

  private final List<MetricSnapshot> metrics = new ArrayList<>();

  private Metrics() {}

  public static String of(Published now) {
    Metrics metrics = new Metrics();
    metrics.figures(now.figures());
    metrics.verdicts(now);
    metrics.cost(now.snapshot().cost());
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      PrometheusTextFormatWriter.create()
          .write(out, new MetricSnapshots(metrics.metrics), EscapingScheme.UNDERSCORE_ESCAPING);
      return out.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code HeapUsedBytes} is {@code memguard_heap_used_bytes}. */
  static String name(String attribute) {
    return "memguard" + attribute.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private void figures(Map<String, Long> figures) {
    List<GaugeDataPointSnapshot> process = new ArrayList<>();
    List<GaugeDataPointSnapshot> container = new ArrayList<>();
    figures.forEach(
        (attribute, bytes) -> {
          Item item = ITEMS.get(attribute);
          if (item == null) {
            gauge(name(attribute), List.of(point(Labels.EMPTY, bytes)));
          } else {
            (item.ofContainer() ? container : process)
                .add(point(Labels.of("account", item.label()), bytes));
          }
        });
    gauge(PROCESS_ACCOUNTS, process);
    gauge(CONTAINER_ACCOUNTS, container);
  }

  private void verdicts(Published now) {
    gauge("memguard_status", List.of(point(Labels.of("status", now.status()), 1)));
    now.secondsToLimit()
        .ifPresent(
            seconds -> gauge("memguard_seconds_to_limit", List.of(point(Labels.EMPTY, seconds))));
    List<GaugeDataPointSnapshot> open = new ArrayList<>();
    List<GaugeDataPointSnapshot> bytes = new ArrayList<>();
    List<GaugeDataPointSnapshot> growth = new ArrayList<>();
    List<GaugeDataPointSnapshot> limits = new ArrayList<>();
    List<GaugeDataPointSnapshot> seconds = new ArrayList<>();
    List<GaugeDataPointSnapshot> culprits = new ArrayList<>();
    for (Verdict verdict : byFingerprint(now.verdicts())) {
      Labels labels =
          Labels.of("kind", verdict.kind().label(), "fingerprint", verdict.fingerprint());
      open.add(point(labels.add("severity", verdict.severity().label()), 1));
      bytes.add(point(labels, verdict.bytes()));
      growth.add(point(labels, verdict.growthBytesPerSecond()));
      add(limits, labels, verdict.limitBytes());
      add(seconds, labels, verdict.secondsToLimit());
      culprit(verdict).ifPresent(name -> culprits.add(point(labels.add("culprit", name), 1)));
    }
    gauge("memguard_verdict", open);
    gauge("memguard_verdict_bytes", bytes);
    gauge("memguard_verdict_growth_bytes_per_second", growth);
    gauge("memguard_verdict_limit_bytes", limits);
    gauge("memguard_verdict_seconds_to_limit", seconds);
    gauge("memguard_verdict_culprit", culprits);
  }

  /** Two open verdicts with one fingerprint would be one series with two values. */
  private static Iterable<Verdict> byFingerprint(List<Verdict> verdicts) {
    Map<String, Verdict> unique = new LinkedHashMap<>();
    verdicts.forEach(verdict -> unique.putIfAbsent(verdict.fingerprint(), verdict));
    return unique.values();
  }

  /** The name of the first culprit: one series a verdict, whatever the application calls things. */
  private static Optional<String> culprit(Verdict verdict) {
    return verdict.culprits().stream().findFirst().map(Culprit::name);
  }

  private void cost(AgentCost cost) {
    counter("memguard_ticks_total", cost.ticks());
    counter("memguard_cpu_seconds_total", cost.cpuNanos() / 1e9);
    counter("memguard_allocated_bytes_total", cost.allocatedBytes());
    gauge("memguard_last_tick_seconds", seconds(cost.lastTickNanos()));
    gauge("memguard_worst_tick_seconds", seconds(cost.worstTickNanos()));
    List<GaugeDataPointSnapshot> sources = new ArrayList<>();
    new TreeMap<>(cost.sourceNanos())
        .forEach((source, nanos) -> sources.add(point(Labels.of("source", source), nanos / 1e9)));
    gauge("memguard_source_read_seconds", sources);
  }

  private static List<GaugeDataPointSnapshot> seconds(long nanos) {
    return List.of(point(Labels.EMPTY, nanos / 1e9));
  }

  private static void add(List<GaugeDataPointSnapshot> points, Labels labels, OptionalLong figure) {
    figure.ifPresent(value -> points.add(point(labels, value)));
  }

  private static GaugeDataPointSnapshot point(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  private void gauge(String name, List<GaugeDataPointSnapshot> points) {
    if (!points.isEmpty()) {
      GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(helpOf(name));
      points.forEach(gauge::dataPoint);
      metrics.add(gauge.build());
    }
  }

  private void counter(String name, double value) {
    metrics.add(
        CounterSnapshot.builder()
            .name(name.replaceFirst("_total$", ""))
            .help(helpOf(name))
            .dataPoint(CounterDataPointSnapshot.builder().value(value).build())
            .build());
  }

  private static String helpOf(String name) {
    return HELP.getOrDefault(name, name);
  }

  private static Map<String, Item> items() {
    Map<String, Item> items = new TreeMap<>();
    for (Item item : Item.values()) {
      items.put(item.attribute(), item);
    }
    return items;
  }

  private static Map<String, String> help() {
    Map<String, String> help = new LinkedHashMap<>();
    help.put(
        PROCESS_ACCOUNTS,
        "resident memory of this JVM by account; together they are memguard_rss_bytes");
    help.put(
        CONTAINER_ACCOUNTS,
        "memory of the container by account; together they are memguard_container_usage_bytes");
    Figures.descriptions()
        .forEach(
            (attribute, words) -> {
              if (!items().containsKey(attribute)) {
                help.put(name(attribute), words);
              }
            });
    help.put("memguard_status", "1 for how this process fares: ok, watch, warning or critical");
    help.put(
        "memguard_seconds_to_limit",
        "until the first limit is met at the present pace; absent when none will be");
    help.put("memguard_verdict", "1 for each trouble that is open");
    help.put("memguard_verdict_bytes", "what the account of the trouble holds now");
    help.put("memguard_verdict_growth_bytes_per_second", "how fast it grows");
    help.put("memguard_verdict_limit_bytes", "the limit that binds it first");
    help.put(
        "memguard_verdict_seconds_to_limit",
        "until that limit is met at the present pace; absent when it will not be");
    help.put("memguard_verdict_culprit", "1 for who holds most of it");
    help.put("memguard_ticks_total", "samples taken");
    help.put("memguard_cpu_seconds_total", "CPU time of MemGuard's own threads");
    help.put("memguard_allocated_bytes_total", "heap that MemGuard's own threads allocated");
    help.put("memguard_last_tick_seconds", "wall time of the last sample");
    help.put("memguard_worst_tick_seconds", "wall time of the slowest sample");
    help.put("memguard_source_read_seconds", "wall time of the last reading by source");
    return Collections.unmodifiableMap(help);
  }
}
