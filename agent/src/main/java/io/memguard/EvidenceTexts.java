package io.memguard;

import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.Reading;
import io.memguard.source.CommandRunner;
import io.memguard.source.KernelFiles;
import io.memguard.verdict.Kind;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
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

  EvidenceTexts(CommandRunner commands, KernelFiles kernel) {
    this.commands = commands;
    this.kernel = kernel;
  }

  /** Texts by file name; what cannot be had is absent, or says why. */
  Map<String, String> of(Kind kind, Moment moment) {
    Map<String, String> texts = new LinkedHashMap<>();
    add(texts, "threads.txt", "Thread.print");
    add(texts, "native-memory.txt", "VM.native_memory summary");
    add(texts, "heap.txt", "GC.heap_info");
    add(texts, "flags.txt", "VM.flags");
    long used = moment.snapshot().heap().value().map(HeapMemory::used).orElse(Long.MAX_VALUE);
    if (OF_THE_HEAP.contains(kind) && used <= MOST_HEAP_TO_WALK) {
      // With garbage: without it this would be a full collection.
      add(texts, "class-histogram.txt", "GC.class_histogram -all");
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

  private void add(Map<String, String> texts, String name, String command) {
    Reading<String> answer = commands.run(command);
    texts.put(name, answer.value().orElseGet(answer::reason));
  }
}
