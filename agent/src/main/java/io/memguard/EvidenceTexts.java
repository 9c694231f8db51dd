package io.memguard;

import io.memguard.investigate.LiveObjects;
import io.memguard.report.GrowthText;
import io.memguard.snapshot.ClassPopulation;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.Reading;
import io.memguard.snapshot.Snapshot;
import io.memguard.source.CommandRunner;
import io.memguard.source.KernelFiles;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Quantity;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an incident is backed by: the JVM's and the kernel's own words at that moment. Taken once
 * when a trouble is proved and once when it is critical, so that the two can be compared.
 */
final class EvidenceTexts {
  /** A histogram walks the whole heap at a safepoint: about a second for two of these. */
  private static final long MOST_HEAP_TO_WALK = 512L << 20;

  private static final Set<Kind> OF_THE_HEAP =
      EnumSet.of(Kind.HEAP_LEAK, Kind.HEAP_PRESSURE, Kind.GC_OVERHEAD, Kind.OOM_RISK);

  private static final Set<Kind> OF_CLASSES = EnumSet.of(Kind.METASPACE_LEAK);
  private static final Set<Kind> OF_CODE = EnumSet.of(Kind.CODE_CACHE_FULL);

  private final CommandRunner commands;
  private final KernelFiles kernel;
  private final LiveObjects liveObjects;
  private final Snapshot first;

  /**
   * The evidence of one life.
   *
   * @param first what the differences are counted from
   */
  EvidenceTexts(
      CommandRunner commands, KernelFiles kernel, LiveObjects liveObjects, Snapshot first) {
    this.commands = commands;
    this.kernel = kernel;
    this.liveObjects = liveObjects;
    this.first = first;
  }

  /** Texts by file name; what cannot be had is absent, or says why. */
  Map<String, String> of(Kind kind, Moment moment) {
    Map<String, String> texts = new LinkedHashMap<>();
    add(texts, "threads.txt", "Thread.print");
    add(texts, "native-memory.txt", "VM.native_memory summary");
    nativeGrowth(moment.snapshot())
        .ifPresent(growth -> texts.put("native-memory-growth.txt", growth));
    add(texts, "heap.txt", "GC.heap_info");
    add(texts, "flags.txt", "VM.flags");
    long used = moment.snapshot().heap().value().map(HeapMemory::used).orElse(Long.MAX_VALUE);
    if (OF_THE_HEAP.contains(kind) && used <= MOST_HEAP_TO_WALK) {
      // With garbage: without it this would be a full collection.
      add(texts, "class-histogram.txt", "GC.class_histogram -all");
    }
    if (OF_THE_HEAP.contains(kind)) {
      classGrowth().ifPresent(growth -> texts.put("class-growth.txt", growth));
    }
    if (OF_CLASSES.contains(kind)) {
      add(texts, "class-loaders.txt", "VM.classloader_stats");
    }
    if (OF_CODE.contains(kind)) {
      add(texts, "code-cache.txt", "Compiler.codecache");
    }
    texts.putAll(kernel.read());
    return texts;
  }

  private Optional<String> nativeGrowth(Snapshot now) {
    Map<String, Long> before = committed(first);
    Map<String, Long> after = committed(now);
    return before.isEmpty() || after.isEmpty()
        ? Optional.empty()
        : Optional.of(
            GrowthText.of(
                "Native memory that the JVM committed, over the last %s:"
                    .formatted(Quantity.duration((now.nanos() - first.nanos()) / 1_000_000_000)),
                before,
                after));
  }

  private static Map<String, Long> committed(Snapshot snapshot) {
    Map<String, Long> bytes = new HashMap<>();
    snapshot
        .nativeMemory()
        .value()
        .ifPresent(
            tracked ->
                tracked
                    .categories()
                    .forEach((name, category) -> bytes.put(name, category.committed())));
    return bytes;
  }

  /** From the counts that were made anyway: another one would be another collection. */
  private Optional<String> classGrowth() {
    return liveObjects
        .firstAndLast()
        .map(
            counts ->
                GrowthText.of(
                    "Live objects by class, from the first count of this suspicion to the last:",
                    bytes(counts.first()),
                    bytes(counts.last())));
  }

  private static Map<String, Long> bytes(List<ClassPopulation> populations) {
    Map<String, Long> bytes = new HashMap<>();
    populations.forEach(population -> bytes.put(population.name(), population.bytes()));
    return bytes;
  }

  private void add(Map<String, String> texts, String name, String command) {
    Reading<String> answer = commands.run(command);
    texts.put(name, answer.value().orElseGet(answer::reason));
  }
}
