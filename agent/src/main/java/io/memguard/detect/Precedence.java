package io.memguard.detect;

import static io.memguard.verdict.Kind.DIRECT_LEAK;
import static io.memguard.verdict.Kind.DIRECT_UNCOLLECTED;
import static io.memguard.verdict.Kind.GC_OVERHEAD;
import static io.memguard.verdict.Kind.HEAP_LEAK;
import static io.memguard.verdict.Kind.HEAP_PRESSURE;
import static io.memguard.verdict.Kind.LIMIT_MISMATCH;
import static io.memguard.verdict.Kind.MALLOC_RETENTION;
import static io.memguard.verdict.Kind.MAPPED_LEAK;
import static io.memguard.verdict.Kind.METASPACE_LEAK;
import static io.memguard.verdict.Kind.NATIVE_LEAK;
import static io.memguard.verdict.Kind.NEIGHBOUR;
import static io.memguard.verdict.Kind.OOM_RISK;
import static io.memguard.verdict.Kind.PAGE_CACHE;
import static io.memguard.verdict.Kind.SHMEM_GROWTH;
import static io.memguard.verdict.Kind.SWAP_THRASH;
import static io.memguard.verdict.Kind.THREAD_LEAK;

import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The last step of an examination: one trouble, one alarm. Detectors do not know each other, so a
 * leak of direct buffers shows in the direct pool, in the native memory and in the container. Here
 * the verdict of the cause keeps its alarm and the symptom loses its own.
 */
final class Precedence {
  /** Causes that make at least this share of a symptom's growth explain it. */
  private static final double MAIN_PART = 0.5;

  /**
   * From this share of the limit on a kill is so near that a cause which is not proved yet is no
   * reason to wait.
   */
  private static final double VERY_NEAR = 0.88;

  /** What fills a container beside the heap. */
  private static final Set<Kind> BESIDE_THE_HEAP =
      EnumSet.of(
          DIRECT_LEAK,
          DIRECT_UNCOLLECTED,
          METASPACE_LEAK,
          MAPPED_LEAK,
          THREAD_LEAK,
          NATIVE_LEAK,
          MALLOC_RETENTION,
          SHMEM_GROWTH,
          NEIGHBOUR);

  /** A proved cause takes the place of these symptoms, however fast either grows. */
  private static final Map<Kind, Set<Kind>> REPLACED_BY =
      Map.of(
          HEAP_PRESSURE, EnumSet.of(HEAP_LEAK),
          // Where direct memory is full, each allocation asks for a collection.
          GC_OVERHEAD, EnumSet.of(HEAP_LEAK, HEAP_PRESSURE, SWAP_THRASH, DIRECT_LEAK),
          MALLOC_RETENTION, EnumSet.of(NATIVE_LEAK));

  /** The same where the cause makes the main part of the symptom's growth. */
  private static final Map<Kind, Set<Kind>> OUTGROWN_BY =
      Map.of(
          NATIVE_LEAK,
          EnumSet.of(DIRECT_LEAK, DIRECT_UNCOLLECTED, METASPACE_LEAK, THREAD_LEAK),
          MALLOC_RETENTION,
          EnumSet.of(DIRECT_LEAK, DIRECT_UNCOLLECTED),
          SHMEM_GROWTH,
          EnumSet.of(MAPPED_LEAK),
          NEIGHBOUR,
          EnumSet.of(SHMEM_GROWTH));

  /** What may explain a symptom, each with the severity that its case has reached. */
  private final Collection<Verdict> causes;

  private Precedence(Collection<Verdict> causes) {
    this.causes = causes;
  }

  /**
   * Settles the verdicts of one window.
   *
   * @param open cases that are followed. A proof may lapse for some ticks, until an experiment is
   *     repeated, and growth may pause; the case stays proved until it is over
   * @param silenced told of each verdict that is left out: its kind, and why
   */
  static List<Verdict> settle(
      List<Verdict> verdicts, List<Verdict> open, BiConsumer<Kind, String> silenced) {
    Map<String, Verdict> causes = new LinkedHashMap<>();
    verdicts.forEach(verdict -> causes.put(verdict.fingerprint(), verdict));
    for (Verdict one : open) {
      if (isAlarm(one)) {
        causes.merge(one.fingerprint(), one, (now, before) -> now.withSeverity(before.severity()));
      }
    }
    Precedence all = new Precedence(causes.values());
    List<Verdict> settled = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      Optional<Verdict> cause = all.provedCause(verdict);
      if (cause.isPresent()) {
        silenced.accept(verdict.kind(), "a part of " + cause.get().kind().label());
      } else {
        settled.add(all.capped(verdict));
      }
    }
    return settled;
  }

  private Optional<Verdict> provedCause(Verdict symptom) {
    Predicate<Verdict> replaces = of(REPLACED_BY.getOrDefault(symptom.kind(), Set.of()));
    Set<Kind> faster = OUTGROWN_BY.getOrDefault(symptom.kind(), Set.of());
    return causes.stream()
        .filter(Precedence::isAlarm)
        .filter(
            cause ->
                replaces.test(cause)
                    || (faster.contains(cause.kind()) && explains(List.of(cause), symptom))
                    // Whatever fills the container leaves too little for the cache, and "nothing is
                    // wrong" is no sentence beside an alarm.
                    || (symptom.kind() == PAGE_CACHE && cause.kind() != PAGE_CACHE)
                    // A thread of the JDK waits for each child, and the children are the trouble.
                    || (cause.kind() == NEIGHBOUR && ThreadVerdicts.tellOfChildProcesses(symptom)))
        .findFirst();
  }

  private Verdict capped(Verdict verdict) {
    if (verdict.kind() == OOM_RISK && isAlarm(verdict) && explained(verdict)) {
      return verdict.withSeverity(Severity.WATCH);
    }
    return verdict.kind() == LIMIT_MISMATCH && isAlarm(verdict) && isOutrun(verdict)
        ? verdict.withSeverity(Severity.INFO)
        : verdict;
  }

  /**
   * What the process needs beside its heap is not known while something in it grows. And once the
   * container swaps all the time, that its sum does not fit is no news.
   */
  private boolean isOutrun(Verdict mismatch) {
    boolean unsettled =
        mismatch.account().equals("container") && causes.stream().anyMatch(of(BESIDE_THE_HEAP));
    return unsettled
        || causes.stream().filter(Precedence::isAlarm).anyMatch(of(EnumSet.of(SWAP_THRASH)));
  }

  private boolean explained(Verdict risk) {
    // A container that its heap fills is explained by a leak in it, else by what lies beside it.
    Set<Kind> kinds = risk.account().equals("heap") ? EnumSet.of(HEAP_LEAK) : BESIDE_THE_HEAP;
    List<Verdict> candidates = causes.stream().filter(of(kinds)).toList();
    if (explains(candidates.stream().filter(Precedence::isAlarm).toList(), risk)) {
      return true;
    }
    boolean veryNear =
        risk.limitBytes().isPresent() && risk.bytes() >= VERY_NEAR * risk.limitBytes().getAsLong();
    return !veryNear && explains(candidates, risk);
  }

  /** Whether the causes together make the main part of the symptom's growth. */
  private static boolean explains(List<Verdict> causes, Verdict symptom) {
    double growth = causes.stream().mapToDouble(Verdict::growthBytesPerSecond).sum();
    return !causes.isEmpty() && growth >= MAIN_PART * symptom.growthBytesPerSecond();
  }

  private static Predicate<Verdict> of(Set<Kind> kinds) {
    return verdict -> kinds.contains(verdict.kind());
  }

  private static boolean isAlarm(Verdict verdict) {
    return verdict.severity().compareTo(Severity.WARNING) >= 0;
  }
}
