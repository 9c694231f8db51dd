package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Forecast;
import io.memguard.ledger.Item;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.MemoryRange.Use;
import io.memguard.snapshot.ResidentPages;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The container will be killed: memory that the kernel cannot reclaim will meet the limit.
 *
 * <p>The heap may grow to its maximum and stop there, so it is no risk while it fits. What counts
 * is the memory beside the heap: if it grows, it meets the limit less the room that the heap may
 * still take.
 */
final class OomRiskDetector implements Detector {
  private static final double LEAST_GAIN = 0.02;

  /** Below this share of the limit a forecast is a guess. */
  private static final double NEAR = 0.7;

  @Override
  public String name() {
    return Kind.OOM_RISK.label();
  }

  @Override
  public Finding examine(Window window) {
    ContainerMemory container = window.snapshot().container().value().orElse(null);
    if (container == null) {
      return Finding.none(window.snapshot().container().reason());
    }
    if (container.limit().isEmpty()) {
      return Finding.none("the container has no memory limit");
    }
    ResidentPages pages = window.snapshot().residentPages().value().orElse(null);
    HeapMemory heap = window.snapshot().heap().value().orElse(null);
    if (pages == null) {
      return Finding.none("resident heap unknown: " + window.snapshot().residentPages().reason());
    }
    if (heap == null) {
      return Finding.none("maximum heap unknown: " + window.snapshot().heap().reason());
    }
    long limit = container.limit().getAsLong();
    Series beside = window.series(Account.BESIDE_HEAP);
    Trend trend = window.trend(Account.BESIDE_HEAP, LEAST_GAIN * limit);
    if (!trend.growing()) {
      return Finding.none(
          beside.size() < 12
              ? "too little data: " + beside.size() + " samples so far"
              : "memory beside the heap does not grow");
    }
    double level = (double) container.nonReclaimable() / limit;
    long heapRoom = Math.max(0, heap.max() - pages.of(Use.JAVA_HEAP));
    double room =
        limit - container.nonReclaimable() - Math.min(heapRoom, heapGrowth(window, trend));
    Forecast forecast =
        Forecast.of(trend, container.nonReclaimable(), container.nonReclaimable() + room);
    if (level < NEAR) {
      return Finding.none("memory beside the heap grows, but the limit is far");
    }
    Severity severity = new Proof(trend, level, room, forecast).byTicks();
    return Finding.of(
        verdict(window, container, trend, limit, level, forecast, severity), Set.of());
  }

  /** What the heap took over the time of the trend: it may take as much again. */
  private static double heapGrowth(Window window, Trend trend) {
    return Math.max(0, window.gain(Account.HEAP_RESIDENT, trend.span()));
  }

  private static Verdict verdict(
      Window window,
      ContainerMemory container,
      Trend trend,
      long limit,
      double level,
      Forecast forecast,
      Severity severity) {
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
            "Look at the verdict of the account that grows (direct, native, threads, metaspace) and"
                + " fix that.",
            "Raise the container's limit to buy time: each %s buys about %s."
                .formatted(
                    Quantity.bytes(limit / 4),
                    Quantity.duration((long) (limit / 4.0 / Math.max(1, trend.perSecond())))),
            "Or shrink the heap: -Xmx below the limit less the memory beside the heap.",
            "As the last resort restart it on your own terms before the kernel does."),
        "container",
        container.nonReclaimable(),
        trend.perSecond(),
        OptionalLong.of(limit),
        forecast.seconds(),
        List.of(),
        List.of(
            new Evidence("not reclaimable", container.nonReclaimable(), "bytes"),
            new Evidence("limit", limit, "bytes"),
            new Evidence("growth beside the heap", trend.perSecond(), "bytes/s"),
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
