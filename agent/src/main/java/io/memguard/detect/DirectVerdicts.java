package io.memguard.detect;

import io.memguard.ledger.Trend;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;
import io.memguard.snapshot.AllocationSite;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Experiment;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is said about direct memory. */
final class DirectVerdicts {
  /** A bound that is advised leaves the rest of the room to what else may grow. */
  private static final double ROOM_TO_USE = 0.8;

  private DirectVerdicts() {}

  static Verdict leak(
      Window window,
      OffHeap memory,
      Trend trend,
      Proof proof,
      Severity severity,
      boolean retained,
      Optional<Trial> trial,
      boolean mayCollect) {
    DirectCulprits culprits = DirectCulprits.of(window);
    Phrase fit =
        memory.capacity().isPresent()
            ? Phrase.of("direct-leak.fit", Quantity.bytes(memory.capacity().getAsLong()))
            : Phrase.NONE;
    Phrase summary =
        Phrase.of(
            "direct-leak.summary",
            what(memory, retained),
            memory.words(),
            Quantity.bytes((long) trend.gain()),
            Quantity.duration((long) trend.span()),
            fit,
            proof.forecast().until("until.limit"),
            culprits.where());
    List<Phrase> remedies = new ArrayList<>();
    if (temporary(window)) {
      remedies.add(Phrase.of("direct-leak.remedy.temporary"));
    }
    remedies.add(culprits.remedy());
    bound(memory).ifPresent(remedies::add);
    remedies.add(Phrase.of("direct-leak.remedy.netty"));
    remedies.add(Phrase.of("remedy.restart"));
    return new Verdict(
        Kind.DIRECT_LEAK,
        severity,
        proof.confidence(trial.isPresent() && retained),
        "direct-leak/direct",
        summary,
        Phrase.sentences(
            temporary(window) ? Phrase.of("direct-leak.temporary") : Phrase.NONE,
            why(retained, trial, mayCollect),
            culprits.note(),
            Phrase.of("direct-leak.pool")),
        List.copyOf(remedies),
        "direct",
        memory.bytes(),
        trend.perSecond(),
        memory.capacity(),
        proof.forecast(),
        culprits.all(),
        evidence(memory, trend),
        trial.map(t -> List.of(t.experiment())).orElse(List.of()),
        List.of());
  }

  private static Phrase what(OffHeap memory, boolean retained) {
    if (memory.poolGrows()) {
      return Phrase.of(retained ? "direct-leak.buffers.leak" : "direct-leak.buffers.grow");
    }
    return Phrase.of(retained ? "direct-leak.memory.leaks" : "direct-leak.memory.grows");
  }

  private static Phrase why(boolean retained, Optional<Trial> trial, boolean mayCollect) {
    if (trial.isPresent() && retained) {
      return Words.beforeAndAfter("direct-leak.why.tested", trial.get().experiment());
    }
    if (retained) {
      return Phrase.of("direct-leak.why.collections");
    }
    return Phrase.of(mayCollect ? "direct-leak.why.open" : "direct-leak.why.untestable");
  }

  /** What turns a kill into an error with a stack; each part has a flag of its own. */
  private static Optional<Phrase> bound(OffHeap memory) {
    if (memory.capacity().isEmpty()) {
      return Optional.empty();
    }
    long megabytes = Math.max(16, (long) (ROOM_TO_USE * memory.capacity().getAsLong()) >> 20);
    return Optional.of(
        memory.poolGrows()
            ? Phrase.of(
                "direct-leak.remedy.bound", megabytes, Quantity.bytes(memory.pools().directMax()))
            : Phrase.of("direct-leak.remedy.bound.netty", megabytes << 20));
  }

  /** Whether threads' caches of temporary buffers make the greater part of what was seen. */
  private static boolean temporary(Window window) {
    long all = 0;
    long cached = 0;
    for (AllocationSite site : window.snapshot().sites().value().orElse(List.of())) {
      all += site.bytes();
      cached += site.isTemporaryBuffer() ? site.bytes() : 0;
    }
    return cached > all / 2;
  }

  static Verdict uncollected(Window window, OffHeap memory, Trial trial) {
    Experiment experiment = trial.experiment();
    DirectCulprits culprits = DirectCulprits.of(window);
    long released = experiment.beforeBytes() - experiment.afterBytes();
    double perSecond = trial.growth() / Math.max(1, trial.growthSeconds());
    List<Phrase> remedies = new ArrayList<>();
    remedies.add(Phrase.of("remedy.collected", Quantity.bytes(released)));
    remedies.add(Phrase.of("direct-uncollected.remedy.reuse"));
    if (memory.capacity().isPresent()) {
      remedies.add(
          Phrase.of(
              "direct-uncollected.remedy.bound",
              Math.max(16, (long) (ROOM_TO_USE * memory.capacity().getAsLong()) >> 20)));
    }
    remedies.add(Phrase.of("direct-uncollected.remedy.collector"));
    return new Verdict(
        Kind.DIRECT_UNCOLLECTED,
        Severity.WARNING,
        Math.min(0.98, 0.6 + 0.4 * trial.shareOfGrowthReleased()),
        "direct-uncollected/direct",
        Phrase.of(
            "direct-uncollected.summary",
            Quantity.bytes(trial.growth()),
            Quantity.duration((long) trial.growthSeconds()),
            Quantity.bytes(released),
            culprits.where()),
        Words.beforeAndAfter("direct-uncollected.why", experiment),
        List.copyOf(remedies),
        "direct",
        memory.bytes(),
        perSecond,
        memory.capacity(),
        memory.capacity().isPresent()
            ? Forecast.steady(memory.capacity().getAsLong() - memory.bytes(), perSecond)
            : Forecast.NONE,
        culprits.all(),
        List.of(
            new Evidence("direct buffers", memory.pools().directCount(), "1"),
            new Evidence("released by one collection", released, "bytes"),
            new Evidence("growth before it", trial.growth(), "bytes")),
        List.of(experiment),
        List.of(Phrase.of("direct-uncollected.action", Quantity.bytes(released))));
  }

  private static List<Evidence> evidence(OffHeap memory, Trend trend) {
    return List.of(
        new Evidence("direct buffers", memory.pools().directCount(), "1"),
        new Evidence("direct buffers' memory", memory.pools().directBytes(), "bytes"),
        new Evidence("Unsafe, foreign memory, Netty", memory.beside(), "bytes"),
        new Evidence("direct maximum", memory.pools().directMax(), "bytes"),
        new Evidence("growth", trend.perSecond(), "bytes/s"),
        new Evidence("samples in the window", trend.points(), "1"),
        new Evidence("Kendall's tau", trend.tau(), "1"));
  }
}
