package io.memguard.detect;

import io.memguard.ledger.Forecast;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;
import io.memguard.snapshot.AllocationSite;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Experiment;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is said about direct memory. */
final class DirectVerdicts {
  /** A bound that is advised leaves the rest of the room to what else may grow. */
  private static final double ROOM_TO_USE = 0.8;

  private static final String TEMPORARY =
      "Most of it are temporary buffers: whoever writes a large heap buffer to a channel gets a direct copy of that size, which the thread keeps until it ends.";

  private static final String TEMPORARY_REMEDY =
      "Do not let threads keep large temporary buffers: -Djdk.nio.maxCachedBufferSize=262144. Or write in smaller pieces, or from direct buffers.";

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
    String until =
        proof.forecast().seconds().isPresent()
            ? ", limit in about " + Quantity.duration(proof.forecast().seconds().getAsLong())
            : "";
    String fit =
        memory.capacity().isPresent()
            ? ", at most " + Quantity.bytes(memory.capacity().getAsLong()) + " fit"
            : "";
    String summary =
        "%s: %s, +%s in %s%s%s%s"
            .formatted(
                memory.poolGrows()
                    ? "direct buffers " + (retained ? "leak" : "grow")
                    : "direct memory " + (retained ? "leaks" : "grows"),
                memory.words(),
                Quantity.bytes((long) trend.gain()),
                Quantity.duration((long) trend.span()),
                fit,
                until,
                culprits.where());
    List<String> remedies = new ArrayList<>();
    if (temporary(window)) {
      remedies.add(TEMPORARY_REMEDY);
    }
    remedies.add(culprits.remedy());
    bound(memory).ifPresent(remedies::add);
    remedies.add(
        "Netty: look for ByteBuf.release() calls that are missing, with -Dio.netty.leakDetection.level=paranoid in a test.");
    remedies.add("Until it is fixed, restart the service before the limit is met.");
    return new Verdict(
        Kind.DIRECT_LEAK,
        severity,
        proof.confidence(trial.isPresent() && retained),
        "direct-leak/direct",
        summary,
        (temporary(window) ? TEMPORARY + " " : "")
            + why(retained, trial, mayCollect)
            + culprits.note()
            + " A pool that is still growing to its bound looks the same until it is full.",
        List.copyOf(remedies),
        "direct",
        memory.bytes(),
        trend.perSecond(),
        memory.capacity(),
        proof.forecast().seconds(),
        culprits.all(),
        evidence(memory, trend),
        trial.map(t -> List.of(t.experiment())).orElse(List.of()),
        List.of());
  }

  private static String why(boolean retained, Optional<Trial> trial, boolean mayCollect) {
    if (trial.isPresent() && retained) {
      Experiment experiment = trial.get().experiment();
      return "A collection was run to tell: %s before, %s after. What remains is held by references or was never freed; the garbage collector cannot free it."
          .formatted(
              Quantity.bytes(experiment.beforeBytes()), Quantity.bytes(experiment.afterBytes()));
    }
    if (retained) {
      return "It kept rising through collections of the whole heap, so it is held by references or was never freed; the garbage collector cannot free it.";
    }
    return mayCollect
        ? "Whether it is retained or merely not collected yet is not known; a collection will tell when more of the limit is taken."
        : "Whether it is retained or merely not collected yet cannot be tested, because explicit collections are disabled (-XX:+DisableExplicitGC or actions=off); with that flag the JVM cannot free unreachable buffers when its direct limit is met either.";
  }

  /** What turns a kill into an error with a stack; each part has a flag of its own. */
  private static Optional<String> bound(OffHeap memory) {
    if (memory.capacity().isEmpty()) {
      return Optional.empty();
    }
    long megabytes = Math.max(16, (long) (ROOM_TO_USE * memory.capacity().getAsLong()) >> 20);
    return Optional.of(
        memory.poolGrows()
            ? "Make the failure early and inside Java: -XX:MaxDirectMemorySize=%dm (now at most %s) turns a container kill into an OutOfMemoryError with a stack."
                .formatted(megabytes, Quantity.bytes(memory.pools().directMax()))
            : "-XX:MaxDirectMemorySize does not bound this memory. Netty's part has -Dio.netty.maxDirectMemory=%d; Unsafe and foreign memory have no bound but the container's limit."
                .formatted(megabytes << 20));
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
    List<String> remedies = new ArrayList<>();
    remedies.add(
        "Done: one collection was run and released %s. With actions=full MemGuard repeats it when needed."
            .formatted(Quantity.bytes(released)));
    remedies.add(
        "Reuse the buffers (a bounded pool, a buffer a thread) instead of allocating them per request.");
    if (memory.capacity().isPresent()) {
      remedies.add(
          "Bound them: -XX:MaxDirectMemorySize=%dm makes the JVM itself collect when that much is reached; never together with -XX:+DisableExplicitGC."
              .formatted(Math.max(16, (long) (ROOM_TO_USE * memory.capacity().getAsLong()) >> 20)));
    }
    remedies.add(
        "A concurrent collector that runs by itself helps too: -XX:+UseZGC, or -XX:G1PeriodicGCInterval=60000 with G1.");
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
                culprits.where()),
        "Nothing holds these buffers; they wait for a collection that the quiet heap does not need. The collector sees some small objects, the container pays for the memory behind them. It is not a leak: %s before the collection, %s after."
            .formatted(
                Quantity.bytes(experiment.beforeBytes()), Quantity.bytes(experiment.afterBytes())),
        List.copyOf(remedies),
        "direct",
        memory.bytes(),
        perSecond,
        memory.capacity(),
        memory.capacity().isEmpty()
            ? OptionalLong.empty()
            : Forecast.of(
                    new Trend(
                        Trend.Shape.GROWING, 0, perSecond, perSecond, perSecond, 1, 0, 0, 0, 0),
                    memory.bytes(),
                    memory.capacity().getAsLong())
                .seconds(),
        culprits.all(),
        List.of(
            new Evidence("direct buffers", memory.pools().directCount(), "1"),
            new Evidence("released by one collection", released, "bytes"),
            new Evidence("growth before it", trial.growth(), "bytes")),
        List.of(experiment),
        List.of("ran one collection: " + Quantity.bytes(released) + " of direct memory released"));
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
