package io.memguard.detect;

import io.memguard.detect.NativeLeakDetector.Growth;
import io.memguard.ledger.Account;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;
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

/** What is said about the memory of native libraries. */
final class NativeVerdicts {
  private static final String FINGERPRINT = "native-leak/native";

  private static final String CLOSE =
      "Close what owns native memory: try-with-resources or close() and end() on compressors (Inflater, Deflater, GZIP and zstd streams), database statements and iterators, native images and sessions.";

  private static final String NATIVE_STACKS =
      "Who calls malloc: asprof -e nativemem -d 60 -f mem.jfr <pid> (async-profiler 4), then jfrconv --total --nativemem --leak mem.jfr leak.html.";

  private static final String JEMALLOC =
      "Or start with jemalloc's profiler: LD_PRELOAD=libjemalloc.so MALLOC_CONF=prof:true,lg_prof_interval:30 and read the files with jeprof --text.";

  private NativeVerdicts() {}

  static Verdict leak(
      Window window,
      Growth growth,
      Proof proof,
      Severity severity,
      Optional<Trial> collection,
      Optional<Trial> trim,
      Optional<Room> room) {
    Trend trend = growth.trend();
    boolean proved = severity.compareTo(Severity.WARNING) >= 0;
    boolean mapped = growth.account() == Account.UNEXPLAINED;
    String until =
        proof.forecast().seconds().isPresent()
            ? ", limit in about " + Quantity.duration(proof.forecast().seconds().getAsLong())
            : "";
    List<Experiment> experiments = new ArrayList<>();
    collection.ifPresent(trial -> experiments.add(trial.experiment()));
    trim.ifPresent(trial -> experiments.add(trial.experiment()));
    return new Verdict(
        Kind.NATIVE_LEAK,
        severity,
        proof.confidence(collection.isPresent()),
        FINGERPRINT,
        "native memory %s: %s %s, +%s in %s%s%s"
            .formatted(
                proved ? "leaks" : "grows",
                Quantity.bytes((long) growth.bytes()),
                mapped ? "mapped by native code and in no account" : whose(window),
                Quantity.bytes((long) trend.gain()),
                Quantity.duration((long) trend.span()),
                room.map(r -> ", " + Quantity.bytes(r.left()) + " left to " + r.words()).orElse(""),
                until),
        why(window, mapped, collection, trim),
        List.of(
            CLOSE,
            NATIVE_STACKS,
            JEMALLOC,
            "Until it is fixed, restart the service before the limit is met; -Xmx does not bound this memory."),
        "native",
        (long) growth.bytes(),
        trend.perSecond(),
        limit(growth.bytes(), room),
        proof.forecast().seconds(),
        List.of(),
        List.of(
            new Evidence("native memory", (long) growth.bytes(), "bytes"),
            new Evidence("growth", trend.perSecond(), "bytes/s"),
            new Evidence("samples in the window", trend.points(), "1"),
            new Evidence("Kendall's tau", trend.tau(), "1")),
        List.copyOf(experiments),
        List.of());
  }

  private static String whose(Window window) {
    return window.snapshot().nativeMemory().isKnown()
        ? "malloc'd by native libraries and not freed"
        : "malloc'd and not freed, by native libraries or the JVM itself";
  }

  private static String why(
      Window window, boolean mapped, Optional<Trial> collection, Optional<Trial> trim) {
    StringBuilder why = new StringBuilder();
    why.append(
        mapped
            ? "The kernel counts these pages, but neither the JVM nor the C library's malloc knows them: a native library mapped them itself, or brings an allocator of its own."
            : "The C library itself counts this memory as allocated, so it is not free memory that the allocator keeps, and a trim would not release it.");
    collection.ifPresent(
        trial ->
            why.append(
                " A collection was run to tell: %s before, %s after; the Java objects behind it are held, or none are left to free it."
                    .formatted(
                        Quantity.bytes(trial.experiment().beforeBytes()),
                        Quantity.bytes(trial.experiment().afterBytes()))));
    trim.ifPresent(
        trial ->
            why.append(
                " A trim was run too: %s resident before, %s after."
                    .formatted(
                        Quantity.bytes(trial.experiment().beforeBytes()),
                        Quantity.bytes(trial.experiment().afterBytes()))));
    if (!window.snapshot().nativeMemory().isKnown()) {
      why.append(
          " With -XX:NativeMemoryTracking=summary the JVM's own part would be told from the libraries'.");
    }
    return why.append(" A native cache that still fills looks the same until it is full.")
        .toString();
  }

  static Verdict unclosed(Window window, Trial trial, Optional<Room> room) {
    Experiment experiment = trial.experiment();
    long released = experiment.beforeBytes() - experiment.afterBytes();
    long bytes = (long) window.series(Account.JNI_MALLOC).last();
    double perSecond = trial.growth() / Math.max(1, trial.growthSeconds());
    OptionalLong seconds =
        room.isEmpty() || perSecond <= 0
            ? OptionalLong.empty()
            : OptionalLong.of((long) (room.get().left() / perSecond));
    return new Verdict(
        Kind.NATIVE_LEAK,
        Severity.WARNING,
        Math.min(0.98, 0.6 + 0.4 * trial.shareOfGrowthReleased()),
        FINGERPRINT,
        "native memory leaks until the next collection: objects that own it are dropped without being closed; %s grew in %s, one collection released %s"
            .formatted(
                Quantity.bytes(trial.growth()),
                Quantity.duration((long) trial.growthSeconds()),
                Quantity.bytes(released)),
        "Their cleaners free the memory only when the collector finds them, and a quiet heap is seldom collected: the collector sees small objects, the container pays for the memory behind them. %s before the collection, %s after."
            .formatted(
                Quantity.bytes(experiment.beforeBytes()), Quantity.bytes(experiment.afterBytes())),
        List.of(
            CLOSE,
            "Done: one collection was run and released %s. With actions=full MemGuard repeats it when needed."
                .formatted(Quantity.bytes(released)),
            "A collector that runs by itself buys time: -XX:G1PeriodicGCInterval=60000 with G1, or -XX:+UseZGC."),
        "native",
        bytes,
        perSecond,
        limit(bytes, room),
        seconds,
        List.of(),
        List.of(
            new Evidence("native memory", bytes, "bytes"),
            new Evidence("released by one collection", released, "bytes"),
            new Evidence("growth before it", trial.growth(), "bytes")),
        List.of(experiment),
        List.of("ran one collection: " + Quantity.bytes(released) + " of native memory released"));
  }

  private static OptionalLong limit(double bytes, Optional<Room> room) {
    return room.map(shared -> OptionalLong.of((long) bytes + shared.left()))
        .orElse(OptionalLong.empty());
  }
}
