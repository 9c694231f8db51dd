package io.memguard.detect;

import io.memguard.ledger.Forecast;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;
import io.memguard.snapshot.AllocationSite;
import io.memguard.snapshot.BufferPools;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Experiment;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What is said about direct memory. */
final class DirectVerdicts {
  private static final int MOST_CULPRITS = 5;

  /** A bound that is advised leaves the rest of the room to what else may grow. */
  private static final double ROOM_TO_USE = 0.8;

  private DirectVerdicts() {}

  static Verdict leak(
      Window window,
      BufferPools pools,
      Trend trend,
      Proof proof,
      Severity severity,
      boolean retained,
      Optional<Trial> trial,
      boolean mayCollect) {
    long limit = (long) DirectMemoryDetector.capacity(window, pools);
    List<Culprit> culprits = culprits(window);
    String where = culprits.isEmpty() ? "" : ", allocated at " + culprits.get(0).name();
    String until =
        proof.forecast().seconds().isPresent()
            ? ", limit in about " + Quantity.duration(proof.forecast().seconds().getAsLong())
            : "";
    String summary =
        "direct buffers %s: %s in %d buffers, +%s in %s, at most %s fit%s%s"
            .formatted(
                retained ? "leak" : "grow",
                Quantity.bytes(pools.directBytes()),
                pools.directCount(),
                Quantity.bytes((long) trend.gain()),
                Quantity.duration((long) trend.span()),
                Quantity.bytes(limit),
                until,
                where);
    String explanation;
    if (trial.isPresent() && retained) {
      Experiment experiment = trial.get().experiment();
      explanation =
          "A collection was run to tell: %s before, %s after. What remains is held by references; the garbage collector cannot free it."
              .formatted(
                  Quantity.bytes(experiment.beforeBytes()),
                  Quantity.bytes(experiment.afterBytes()));
    } else if (retained) {
      explanation =
          "It kept rising through collections of the whole heap, so the buffers are held by references; the garbage collector cannot free them.";
    } else if (mayCollect) {
      explanation =
          "Whether the buffers are retained or merely not collected yet is not known; a collection will tell when more of the limit is taken.";
    } else {
      explanation =
          "Whether the buffers are retained or merely not collected yet cannot be tested, because explicit collections are disabled (-XX:+DisableExplicitGC or actions=off); with that flag the JVM cannot free unreachable buffers when its direct limit is met either.";
    }
    return new Verdict(
        Kind.DIRECT_LEAK,
        severity,
        proof.confidence(trial.isPresent() && retained),
        "direct-leak/direct",
        summary,
        explanation + " A pool that is still growing to its bound looks the same until it is full.",
        List.of(
            culprits.isEmpty()
                ? "Find the code that keeps direct buffers: run with track-direct=on to name the allocation site."
                : "Look at the allocation site: release its buffers when done, or take them from a bounded pool.",
            "Make the failure early and inside Java: -XX:MaxDirectMemorySize=%dm (now at most %s) turns a container kill into an OutOfMemoryError with a stack."
                .formatted(
                    Math.max(16, (long) (ROOM_TO_USE * limit) >> 20),
                    Quantity.bytes(pools.directMax())),
            "Netty: look for ByteBuf.release() calls that are missing, with -Dio.netty.leakDetection.level=paranoid in a test.",
            "Until it is fixed, restart the service before the limit is met."),
        "direct",
        pools.directBytes(),
        trend.perSecond(),
        OptionalLong.of(limit),
        proof.forecast().seconds(),
        culprits,
        evidence(pools, trend),
        trial.map(t -> List.of(t.experiment())).orElse(List.of()),
        List.of());
  }

  static Verdict uncollected(Window window, BufferPools pools, Trial trial, double capacity) {
    Experiment experiment = trial.experiment();
    List<Culprit> culprits = culprits(window);
    String where = culprits.isEmpty() ? "" : ", allocated at " + culprits.get(0).name();
    long released = experiment.beforeBytes() - experiment.afterBytes();
    double perSecond = trial.growth() / Math.max(1, trial.growthSeconds());
    return new Verdict(
        Kind.DIRECT_UNCOLLECTED,
        Severity.WARNING,
        Math.min(0.98, 0.6 + 0.4 * trial.shareOfGrowthReleased()),
        "direct-uncollected/direct",
        "unreachable direct buffers pile up: %s grew in %s, one collection released %s of them%s"
            .formatted(
                Quantity.bytes(trial.growth()),
                Quantity.duration((long) trial.growthSeconds()),
                Quantity.bytes(released),
                where),
        "Nothing holds these buffers; they wait for a collection that the quiet heap does not need. The collector sees some small objects, the container pays for the memory behind them. It is not a leak: %s before the collection, %s after."
            .formatted(
                Quantity.bytes(experiment.beforeBytes()), Quantity.bytes(experiment.afterBytes())),
        List.of(
            "Done: one collection was run and released %s. With actions=full MemGuard repeats it when needed."
                .formatted(Quantity.bytes(released)),
            "Reuse the buffers (a bounded pool, a buffer a thread) instead of allocating them per request.",
            "Bound them: -XX:MaxDirectMemorySize=%dm makes the JVM itself collect when that much is reached; never together with -XX:+DisableExplicitGC."
                .formatted(Math.max(16, (long) (ROOM_TO_USE * capacity) >> 20)),
            "A concurrent collector that runs by itself helps too: -XX:+UseZGC, or -XX:G1PeriodicGCInterval=60000 with G1."),
        "direct",
        pools.directBytes(),
        perSecond,
        OptionalLong.of((long) capacity),
        Forecast.of(
                new Trend(Trend.Shape.GROWING, 0, perSecond, perSecond, perSecond, 1, 0, 0, 0, 0),
                pools.directBytes(),
                capacity)
            .seconds(),
        culprits,
        List.of(
            new Evidence("direct buffers", pools.directCount(), "1"),
            new Evidence("released by one collection", released, "bytes"),
            new Evidence("growth before it", trial.growth(), "bytes")),
        List.of(experiment),
        List.of("ran one collection: " + Quantity.bytes(released) + " of direct memory released"));
  }

  private static List<Evidence> evidence(BufferPools pools, Trend trend) {
    return List.of(
        new Evidence("direct buffers", pools.directCount(), "1"),
        new Evidence("direct memory", pools.directBytes(), "bytes"),
        new Evidence("direct maximum", pools.directMax(), "bytes"),
        new Evidence("growth", trend.perSecond(), "bytes/s"),
        new Evidence("samples in the window", trend.points(), "1"),
        new Evidence("Kendall's tau", trend.tau(), "1"));
  }

  /**
   * Allocation sites by retained bytes, one for each frame of the application; the largest one's
   * stack is shown.
   */
  private static List<Culprit> culprits(Window window) {
    Map<String, Culprit> byFrame = new LinkedHashMap<>();
    for (AllocationSite site : window.snapshot().sites().value().orElse(List.of())) {
      byFrame.merge(
          site.applicationFrame(),
          new Culprit(
              Culprit.Type.ALLOCATION_SITE,
              site.applicationFrame(),
              site.bytes(),
              site.count(),
              site.frames()),
          (a, b) ->
              new Culprit(
                  a.type(), a.name(), a.bytes() + b.bytes(), a.count() + b.count(), a.detail()));
    }
    return byFrame.values().stream()
        .sorted(Comparator.comparingLong(Culprit::bytes).reversed())
        .limit(MOST_CULPRITS)
        .toList();
  }
}
