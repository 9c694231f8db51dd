package io.memguard.detect;

import io.memguard.ledger.Forecast;
import io.memguard.ledger.Item;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Kind;
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
    String until =
        forecast.seconds().isPresent()
            ? "at this pace it is killed in about "
                + Quantity.duration(forecast.seconds().getAsLong())
            : "it grows";
    String largest = largest(window);
    return new Verdict(
        Kind.OOM_RISK,
        severity,
        Math.min(0.95, 0.5 + 0.5 * level * trend.tau()),
        "oom-risk/container",
        "the container is at %.0f%% of its limit (%s of %s cannot be reclaimed), +%s in %s; %s"
            .formatted(
                100 * level,
                Quantity.bytes(container.nonReclaimable()),
                Quantity.bytes(limit),
                Quantity.bytes((long) trend.gain()),
                Quantity.duration((long) trend.span()),
                until),
        "The kernel kills the container when anonymous and shared memory meet the limit; it gives"
            + " no warning and Java throws no OutOfMemoryError. The growth is outside the Java"
            + " heap. Largest accounts: "
            + largest
            + ". Page cache ("
            + Quantity.bytes(container.pageCache())
            + ") is not counted: the kernel takes it back by itself, and drop_caches does not free"
            + " anonymous memory.",
        List.of(
            heap
                ? "Lower -Xmx, so that the collector works before the container is full."
                : "Look at the verdict of the account that grows (direct, native, threads, metaspace) and"
                    + " fix that.",
            "Raise the container's limit to buy time: each %s buys about %s."
                .formatted(
                    Quantity.bytes(limit / 4),
                    Quantity.duration((long) (limit / 4.0 / Math.max(1, trend.perSecond())))),
            "Or shrink the heap: -Xmx below the limit less the memory beside the heap.",
            "As the last resort restart it on your own terms before the kernel does."),
        heap ? "heap" : "container",
        container.nonReclaimable(),
        trend.perSecond(),
        OptionalLong.of(limit),
        forecast.seconds(),
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

  private static String largest(Window window) {
    return String.join(
        ", ",
        window.statement().process().entrySet().stream()
            .filter(entry -> entry.getKey() != Item.RESIDUAL)
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(3)
            .map(entry -> entry.getKey().words() + " " + Quantity.bytes(entry.getValue()))
            .toList());
  }
}
