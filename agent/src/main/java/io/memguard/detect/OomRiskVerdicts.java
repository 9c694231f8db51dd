package io.memguard.detect;

import io.memguard.ledger.Item;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What is said about a container that will be killed. */
final class OomRiskVerdicts {
  private OomRiskVerdicts() {}

  /**
   * The verdict.
   *
   * @param heap whether it is the heap that fills the container, not what lies beside it
   */
  static Verdict risk(
      Window window,
      ContainerMemory container,
      Trend trend,
      long limit,
      Forecast forecast,
      Severity severity,
      boolean heap) {
    double level = (double) container.nonReclaimable() / limit;
    Phrase until =
        forecast.seconds().isPresent()
            ? forecast.until("oom-risk.until")
            : Phrase.of("oom-risk.grows");
    return new Verdict(
        Kind.OOM_RISK,
        severity,
        Math.min(0.95, 0.5 + 0.5 * level * trend.tau()),
        "oom-risk/container",
        Phrase.of(
            "oom-risk.summary",
            Quantity.rounded(100 * level),
            Quantity.bytes(container.nonReclaimable()),
            Quantity.bytes(limit),
            Quantity.bytes((long) trend.gain()),
            Quantity.duration((long) trend.span()),
            until),
        Phrase.of("oom-risk.why", largest(window), Quantity.bytes(container.pageCache())),
        List.of(
            Phrase.of(heap ? "oom-risk.remedy.lower-heap" : "oom-risk.remedy.account"),
            Phrase.of(
                "oom-risk.remedy.raise",
                Quantity.bytes(limit / 4),
                Quantity.duration((long) (limit / 4.0 / Math.max(1, trend.perSecond())))),
            Phrase.of("oom-risk.remedy.shrink-heap"),
            Phrase.of("oom-risk.remedy.restart")),
        heap ? "heap" : "container",
        container.nonReclaimable(),
        trend.perSecond(),
        OptionalLong.of(limit),
        forecast,
        List.of(),
        List.of(
            new Evidence("not reclaimable", container.nonReclaimable(), "bytes"),
            new Evidence("limit", limit, "bytes"),
            new Evidence(
                heap ? "growth of the container" : "growth beside the heap",
                trend.perSecond(),
                "bytes/s"),
            new Evidence("samples in the window", trend.points(), "1")),
        List.of(),
        List.of());
  }

  private static Phrase largest(Window window) {
    return Phrase.list(
        window.statement().process().entrySet().stream()
            .filter(entry -> entry.getKey() != Item.RESIDUAL)
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(3)
            .map(
                entry ->
                    Phrase.of("part", entry.getKey().words(), Quantity.bytes(entry.getValue())))
            .toList());
  }
}
