package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Series;
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
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Shared memory that rises: files in {@code /dev/shm} and other tmpfs, memfds, System V segments.
 * It is counted like cache and cannot be reclaimed like anonymous memory, so it is the growth that
 * nobody finds in any process.
 */
final class SharedMemoryDetector implements Detector {
  /** Movements below this share of the limit are flat. */
  private static final double LEAST_GAIN = 0.02;

  @Override
  public String name() {
    return Kind.SHMEM_GROWTH.label();
  }

  @Override
  public Finding examine(Window window) {
    ContainerMemory container = window.snapshot().container().value().orElse(null);
    if (container == null) {
      return Finding.none(window.snapshot().container().reason());
    }
    Series shared = window.series(Account.SHARED_MEMORY);
    if (shared.size() == 0) {
      return Finding.none("the heap lies in shared memory, and its pages are not counted yet");
    }
    // Without a limit of its own the container shares the machine's.
    OptionalLong capacity = container.limit();
    if (capacity.isEmpty()) {
      capacity =
          window
              .snapshot()
              .machine()
              .value()
              .map(machine -> OptionalLong.of(machine.total()))
              .orElse(capacity);
    }
    if (capacity.isEmpty()) {
      return Finding.none("neither the container nor the machine tells a limit");
    }
    long limit = capacity.getAsLong();
    Trend trend = window.trend(Account.SHARED_MEMORY, LEAST_GAIN * limit);
    if (!trend.growing()) {
      return Finding.none(reason(shared, trend));
    }
    double taken = Room.fillsContainer(window, trend) ? container.nonReclaimable() : shared.last();
    double toLimit = limit - (double) container.nonReclaimable();
    Forecast forecast = trend.forecast(container.nonReclaimable(), limit);
    Proof proof = new Proof(trend, taken / limit, toLimit, forecast);
    return Finding.of(
        verdict(trend, proof, proof.byTicks(), (long) shared.last(), limit),
        Set.of(Question.LIST_FILES));
  }

  private static String reason(Series shared, Trend trend) {
    return switch (trend.shape()) {
      case UNKNOWN -> "too little data: " + shared.size() + " samples so far";
      case SLOWING -> "shared memory rises ever slower: files that are written once";
      case STEP -> "shared memory rose in one step, not again and again";
      default -> "shared memory does not grow";
    };
  }

  private static Verdict verdict(
      Trend trend, Proof proof, Severity severity, long shared, long limit) {
    OptionalLong seconds = proof.forecast().seconds();
    Phrase until =
        seconds.isPresent()
            ? Phrase.of(
                "shmem-growth.until", Quantity.bytes(limit), Quantity.duration(seconds.getAsLong()))
            : Phrase.NONE;
    return new Verdict(
        Kind.SHMEM_GROWTH,
        severity,
        proof.confidence(false),
        "shmem-growth/container",
        Phrase.of(
            "shmem-growth.summary",
            Quantity.bytes(shared),
            Quantity.bytes((long) trend.gain()),
            Quantity.duration((long) trend.span()),
            until),
        Phrase.of("shmem-growth.why"),
        List.of(
            Phrase.of("shmem-growth.remedy.look"),
            Phrase.of("shmem-growth.remedy.delete"),
            Phrase.of("shmem-growth.remedy.disk"),
            Phrase.of("shmem-growth.remedy.bound")),
        "shared-memory",
        shared,
        trend.perSecond(),
        OptionalLong.of(limit),
        proof.forecast(),
        List.of(),
        List.of(
            new Evidence("shared memory", shared, "bytes"),
            new Evidence("growth", trend.perSecond(), "bytes/s"),
            new Evidence("samples in the window", trend.points(), "1"),
            new Evidence("Kendall's tau", trend.tau(), "1")),
        List.of(),
        List.of());
  }
}
