package io.memguard.expose;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.ledger.Item;
import io.memguard.report.Verdicts;
import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Severity;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Pattern SAMPLE =
      Pattern.compile("(memguard_[a-z_]+)(\\{([a-z]+=\"[^\"]*\",?)+})? (-?[0-9.E-]+)");

  private final Ticks service = new Ticks(5);

  @Test
  void theAccountsAddUpToTheWhole() {
    Published now = Moments.of(service);
    List<String> lines = samples(now);
    assertThat(sum(lines, "memguard_memory_bytes{"))
        .isEqualTo(value(lines, "memguard_rss_bytes"))
        .isEqualTo(service.rss());
    assertThat(sum(lines, "memguard_container_memory_bytes{"))
        .isEqualTo(value(lines, "memguard_container_usage_bytes"));
    assertThat(lines)
        .contains(
            "memguard_memory_bytes{account=\"direct\"} 1.048576E7",
            "memguard_container_memory_bytes{account=\"page-cache\"} 7.340032E7",
            "memguard_container_limit_bytes 1.073741824E9",
            "memguard_status{status=\"ok\"} 1.0");
  }

  @Test
  void aVerdictHasItsSeries() {
    List<String> lines = samples(Moments.of(service, Verdicts.directLeak()));
    String labels = "{fingerprint=\"direct-leak:com.acme.Cache.put\",kind=\"direct-leak\"";
    assertThat(lines)
        .contains(
            "memguard_status{status=\"warning\"} 1.0",
            "memguard_seconds_to_limit 511.0",
            "memguard_verdict" + labels + ",severity=\"warning\"} 1.0",
            "memguard_verdict_bytes" + labels + "} 4.32328294E8",
            "memguard_verdict_growth_bytes_per_second" + labels + "} 1.25829125E7",
            "memguard_verdict_limit_bytes" + labels + "} 1.073741824E9",
            "memguard_verdict_seconds_to_limit" + labels + "} 511.0");
    assertThat(lines)
        .anyMatch(
            line -> line.startsWith("memguard_verdict_culprit{culprit=\"com.acme.Cache.put\","));
  }

  @Test
  void oneFingerprintIsOneSeries() {
    List<String> lines =
        samples(
            Moments.of(
                service,
                Verdicts.bare(Severity.WATCH, "once"),
                Verdicts.bare(Severity.WATCH, "twice")));
    assertThat(lines).filteredOn(line -> line.startsWith("memguard_verdict{")).hasSize(1);
  }

  @Test
  void whatIsNotKnownIsAbsent() {
    service.absent.add(Part.CONTAINER);
    service.absent.add(Part.BUFFERS);
    String text = Metrics.of(Moments.of(service));
    assertThat(text)
        .doesNotContain("memguard_container")
        .doesNotContain("memguard_seconds_to_limit")
        .doesNotContain("memguard_direct_max");
  }

  @Test
  void everyLineIsOneOfOursWithHelpAndType() {
    String text = Metrics.of(Moments.of(service, Verdicts.directLeak()));
    List<String> samples = text.lines().filter(line -> !line.startsWith("#")).toList();
    assertThat(samples).isNotEmpty().allMatch(SAMPLE.asMatchPredicate());
    for (String sample : samples) {
      String name = sample.replaceFirst("[{ ].*", "");
      assertThat(text).containsPattern("(?m)^# HELP " + name + " [a-z1A-Z]");
      assertThat(text).containsPattern("(?m)^# TYPE " + name + " (gauge|counter)$");
      assertThat(Metrics.HELP).containsKey(name);
    }
  }

  @Test
  void figuresKeepTheirNames() {
    assertThat(Metrics.name("ContainerWorkingSetBytes"))
        .isEqualTo("memguard_container_working_set_bytes");
    assertThat(Stream.of(Item.values()).map(item -> item.ofContainer() + item.label()))
        .doesNotHaveDuplicates();
  }

  private static List<String> samples(Published now) {
    return Metrics.of(now).lines().filter(line -> !line.startsWith("#")).toList();
  }

  private static long sum(List<String> lines, String prefix) {
    return lines.stream()
        .filter(line -> line.startsWith(prefix))
        .mapToLong(line -> (long) Double.parseDouble(line.replaceFirst(".* ", "")))
        .sum();
  }

  private static long value(List<String> lines, String name) {
    return sum(lines, name + " ");
  }
}
