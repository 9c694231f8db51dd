package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Window;
import io.memguard.snapshot.CompilerState;
import io.memguard.snapshot.NonHeapMemory;
import io.memguard.snapshot.NonHeapMemory.CodeHeap;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A code cache without room for compiled methods: the compiler stops, and new code is interpreted.
 *
 * <p>Where the cache is segmented, methods that find no room in their own segment go to the other
 * one (CodeCache::allocate in codeCache.cpp), so the two together are the room that counts; a
 * single full segment is only to be watched.
 */
final class CodeCacheDetector implements Detector {
  private static final double FULL = 0.9;

  /** From here on the compiler is asked whether it was stopped. */
  private static final double WORTH_ASKING = 0.8;

  /** Just before the end nothing else can be meant: only a little is left to compile into. */
  private static final double STOPPED = 0.98;

  /** Full for so many samples, not for a moment before the JVM drops code. */
  private static final int PERSISTENT = 5;

  /** A cache that stays within this share of its newest figure is as full as it looks. */
  private static final double STEADY = 0.95;

  private static final double LEAST_GAIN = 0.02;

  /** Stubs and adapters of the JVM; it does not grow with the application's code. */
  private static final String STUBS = "non-nmethods";

  @Override
  public String name() {
    return Kind.CODE_CACHE_FULL.label();
  }

  @Override
  public Finding examine(Window window) {
    NonHeapMemory nonHeap = window.snapshot().nonHeap().value().orElse(null);
    if (nonHeap == null) {
      return Finding.none(window.snapshot().nonHeap().reason());
    }
    List<CodeHeap> methods =
        nonHeap.codeHeaps().stream()
            .filter(heap -> heap.max() > 0 && !heap.name().contains(STUBS))
            .toList();
    double max = methods.stream().mapToDouble(CodeHeap::max).sum();
    if (max <= 0) {
      return Finding.none("this JVM does not tell the size of its code cache");
    }
    double used = methods.stream().mapToDouble(CodeHeap::used).sum();
    Trend trend = window.trend(Account.CODE, LEAST_GAIN * max);
    Forecast forecast = trend.forecast(used, max);
    Set<Question> questions =
        used >= WORTH_ASKING * max ? EnumSet.of(Question.ASK_COMPILER) : Set.of();
    Phrase compiler = questions.isEmpty() ? Phrase.NONE : compiler(window);
    Optional<Severity> severity =
        compiler.isNone()
            ? severity(window, methods, trend, used, max, forecast)
            : Optional.of(used >= STOPPED * max ? Severity.CRITICAL : Severity.WARNING);
    return severity.isEmpty()
        ? Finding.asking(
            questions,
            "the code cache has room: " + Quantity.rounded(100 * used / max) + "% of it is used")
        : Finding.of(
            verdict(nonHeap, methods, trend, used, max, forecast, severity.get(), compiler),
            questions);
  }

  /** What the compiler said when the room went out; nothing when it never did. */
  private static Phrase compiler(Window window) {
    CompilerState state = window.compiler().orElse(new CompilerState(true, 0));
    if (!state.enabled()) {
      return Phrase.of("code-cache-full.stopped");
    }
    return state.stopped() == 0
        ? Phrase.NONE
        : Phrase.of("code-cache-full.was-stopped", state.stopped());
  }

  private static Optional<Severity> severity(
      Window window,
      List<CodeHeap> methods,
      Trend trend,
      double used,
      double max,
      Forecast forecast) {
    Series recent = window.series(Account.CODE).last(PERSISTENT);
    boolean persistent = recent.size() == PERSISTENT && recent.min() >= STEADY * recent.last();
    if (persistent && used >= STOPPED * max) {
      return Optional.of(Severity.CRITICAL);
    }
    if (persistent && used >= FULL * max) {
      return Optional.of(Severity.WARNING);
    }
    if (trend.growing() && used >= Proof.PROVED_FROM * max) {
      Severity growth = new Proof(trend, used / max, max - used, forecast).byTicks();
      return Optional.of(growth == Severity.CRITICAL ? Severity.WARNING : growth);
    }
    boolean segmentFull =
        persistent && methods.stream().anyMatch(heap -> heap.used() >= FULL * heap.max());
    return segmentFull ? Optional.of(Severity.WATCH) : Optional.empty();
  }

  private static Verdict verdict(
      NonHeapMemory nonHeap,
      List<CodeHeap> methods,
      Trend trend,
      double used,
      double max,
      Forecast forecast,
      Severity severity,
      Phrase compiler) {
    Phrase until =
        trend.growing() && used < FULL * max ? forecast.until("until.full") : Phrase.NONE;
    List<Evidence> evidence = new ArrayList<>();
    for (CodeHeap heap : nonHeap.codeHeaps()) {
      evidence.add(new Evidence(heap.name() + " used", heap.used(), "bytes"));
      evidence.add(new Evidence(heap.name() + " reserved", heap.max(), "bytes"));
    }
    boolean all = used >= FULL * max || !compiler.isNone();
    Phrase segment =
        methods.stream()
            .filter(heap -> heap.used() >= FULL * heap.max())
            .map(heap -> Phrase.of("code-cache-full.segment", heap.name()))
            .findFirst()
            .filter(words -> !all)
            .orElse(Phrase.NONE);
    long total = nonHeap.codeHeaps().stream().mapToLong(CodeHeap::max).sum();
    return new Verdict(
        Kind.CODE_CACHE_FULL,
        severity,
        all ? 0.95 : 0.7,
        "code-cache-full/code",
        Phrase.of(
            all ? "code-cache-full.summary.full" : "code-cache-full.summary.fills",
            Quantity.bytes((long) used),
            Quantity.bytes((long) max),
            Quantity.rounded(100 * used / max),
            until,
            segment,
            compiler),
        Phrase.of("code-cache-full.why"),
        List.of(
            Phrase.of(
                "code-cache-full.remedy.room",
                Math.max(64, (2 * total) >> 20),
                Quantity.bytes(total)),
            Words.withPid("code-cache-full.remedy.see"),
            Phrase.of("code-cache-full.remedy.classes"),
            Phrase.of("code-cache-full.remedy.tiered")),
        "code",
        (long) used,
        trend.growing() ? trend.perSecond() : 0,
        OptionalLong.of((long) max),
        trend.growing() ? forecast : Forecast.NONE,
        List.of(),
        evidence,
        List.of(),
        List.of());
  }
}
