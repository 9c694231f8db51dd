package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.MemoryRange.Use;
import io.memguard.snapshot.ResidentPages;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.Set;

/**
 * The container will be killed: memory that the kernel cannot reclaim will meet the limit.
 *
 * <p>The heap may grow to its maximum and stop there, so it is no risk while it fits. What counts
 * is the memory beside the heap: if it grows, it meets the limit less the room that the heap may
 * still take. Only a heap whose maximum does not fit is a risk by itself.
 */
final class OomRiskDetector implements Detector {
  private static final double LEAST_GAIN = 0.02;

  /** Below this share of the limit a forecast is a guess. */
  private static final double NEAR = 0.75;

  /** A heap that grows because nobody collected it yet is no risk before the container is full. */
  private static final double FULL = 0.85;

  /** The heap must make at least this share of the container's growth. */
  private static final double MAIN_PART = 0.5;

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
    long heapRoom = Math.max(0, heap.max() - pages.of(Use.JAVA_HEAP));
    if (!trend.growing()) {
      return heapRoom > limit - container.nonReclaimable()
          ? heapMeetsTheLimit(window, container, limit)
          : Finding.none(
              beside.size() < 12
                  ? "too little data: " + beside.size() + " samples so far"
                  : "memory beside the heap does not grow");
    }
    double level = (double) container.nonReclaimable() / limit;
    double room =
        limit - container.nonReclaimable() - Math.min(heapRoom, heapGrowth(window, trend));
    Forecast forecast =
        trend.forecast(container.nonReclaimable(), container.nonReclaimable() + room);
    if (level < NEAR) {
      return Finding.none("memory beside the heap grows, but the limit is far");
    }
    Severity severity = new Proof(trend, level, room, forecast).byTicks();
    return Finding.of(
        OomRiskVerdicts.risk(window, container, trend, limit, forecast, severity, false), Set.of());
  }

  /** The heap may still take more than the container has left. */
  private static Finding heapMeetsTheLimit(Window window, ContainerMemory container, long limit) {
    Trend trend = window.trend(Account.NON_RECLAIMABLE, LEAST_GAIN * limit);
    if (!trend.growing()) {
      return Finding.none("the maximum heap does not fit into the container, but nothing grows");
    }
    if (window.gain(Account.HEAP_RESIDENT, trend.span()) < MAIN_PART * trend.gain()) {
      return Finding.none("it is not the heap that grows");
    }
    double level = (double) container.nonReclaimable() / limit;
    if (level < FULL) {
      return Finding.none("the heap grows and its maximum does not fit, but the limit is far");
    }
    Forecast forecast = trend.forecast(container.nonReclaimable(), limit);
    Severity severity =
        new Proof(trend, level, limit - container.nonReclaimable(), forecast).byTicks();
    return Finding.of(
        OomRiskVerdicts.risk(window, container, trend, limit, forecast, severity, true), Set.of());
  }

  /** What the heap took over the time of the trend: it may take as much again. */
  private static double heapGrowth(Window window, Trend trend) {
    return Math.max(0, window.gain(Account.HEAP_RESIDENT, trend.span()));
  }
}
