package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.LiveCount;
import io.memguard.ledger.Look;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Turnover;
import io.memguard.ledger.Window;
import io.memguard.snapshot.CompilerState;
import io.memguard.snapshot.LoaderFamily;
import io.memguard.snapshot.ThreadFamily;
import io.memguard.snapshot.Ticks;
import io.memguard.verdict.Experiment;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import io.memguard.verdict.Wording;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/** A detector that watches a constructed service, tick by tick. */
final class Watch {
  final Ticks service;
  final Set<Question> asked = EnumSet.noneOf(Question.class);
  final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
  Finding finding;
  Verdict worst;
  int collections;

  /** What one collection leaves of direct memory, MiB to MiB; null when nobody collects. */
  DoubleUnaryOperator remains;

  /** What a count of live objects says, asked for by the detector; null when nobody counts. */
  Supplier<LiveCount> counts;

  /** What a search finds of the ages of sampled objects; null when nobody searches. */
  Supplier<Turnover> ages;

  /** What one collection leaves of the libraries' malloc, MiB to MiB; null when nobody collects. */
  DoubleUnaryOperator remainsOfNative;

  /** What one collection leaves of mapped buffers, MiB to MiB; null when nobody collects. */
  DoubleUnaryOperator remainsOfMapped;

  /** What one trim leaves of what malloc keeps, MiB to MiB; null when nobody trims. */
  DoubleUnaryOperator remainsOfKept;

  int trims;

  /** What a look at the threads finds, and at the class loaders; null when nobody looks. */
  Supplier<List<ThreadFamily>> threads;

  Supplier<List<LoaderFamily>> loaders;

  /** What one collection leaves of metaspace, MiB to MiB; null when nobody collects. */
  DoubleUnaryOperator remainsOfMetaspace;

  /** What a count of live objects finds, MiB; negative when nobody counts. */
  double counted = -1;

  /** What the compiler says when it is asked; null when nobody asks. */
  CompilerState compiler;

  private final Detector detector;
  private final Ledger ledger = new Ledger();

  Watch(Ticks service, Detector detector) {
    this.service = service;
    this.detector = detector;
  }

  /** One tick, and what follows from it. */
  void tick() {
    Window window = ledger.append(service.next());
    finding = detector.examine(window);
    asked.addAll(finding.questions());
    finding.verdict().ifPresent(this::note);
    if (finding.questions().contains(Question.COLLECT_FOR_OFF_HEAP) && remains != null) {
      collectForDirect(window);
    }
    if (finding.questions().contains(Question.COUNT_LIVE_OBJECTS) && counts != null) {
      LiveCount count = counts.get();
      ledger.record(new LiveCount(window.second(), count.bytes(), count.refused(), count.soft()));
    }
    if (finding.questions().contains(Question.TRACE_HOLDERS) && ages != null) {
      ledger.record(ages.get());
    }
    if (finding.questions().contains(Question.COLLECT_FOR_NATIVE) && remainsOfNative != null) {
      collectForNative(window);
    }
    if (finding.questions().contains(Question.COLLECT_FOR_MAPPED) && remainsOfMapped != null) {
      collectForMapped(window);
    }
    if (finding.questions().contains(Question.TRIM) && remainsOfKept != null && trims == 0) {
      trim(window);
    }
    if (finding.questions().contains(Question.LIST_THREADS) && threads != null) {
      ledger.recordThreads(new Look<>(window.second(), threads.get()));
    }
    if (finding.questions().contains(Question.LIST_LOADERS) && loaders != null) {
      ledger.recordLoaders(new Look<>(window.second(), loaders.get()));
    }
    if (finding.questions().contains(Question.ASK_COMPILER) && compiler != null) {
      ledger.record(compiler);
    }
    boolean untested = window.lastTrial(Account.METASPACE).isEmpty();
    if (finding.questions().contains(Question.COLLECT_FOR_METASPACE)
        && remainsOfMetaspace != null
        && untested) {
      collectForMetaspace(window);
    }
    if (finding.questions().contains(Question.COUNT_LIVE_OBJECTS) && counted >= 0) {
      ledger.record(LiveCount.of(window.second(), Ticks.bytes(counted)));
    }
  }

  private void collectForNative(Window window) {
    double before = service.jniMalloc;
    service.jniMalloc = remainsOfNative.applyAsDouble(before);
    collections++;
    note(Account.JNI_MALLOC, window, "gc", before, service.jniMalloc);
  }

  private void collectForMapped(Window window) {
    double before = service.mapped;
    service.mapped = remainsOfMapped.applyAsDouble(before);
    collections++;
    note(Account.MAPPED, window, "gc", before, service.mapped);
  }

  private void trim(Window window) {
    double before = service.keptByMalloc;
    service.keptByMalloc = remainsOfKept.applyAsDouble(before);
    trims++;
    note(Account.MALLOC_RETAINED, window, "trim", before, service.keptByMalloc);
  }

  private void note(Account account, Window window, String action, double before, double after) {
    Series series = window.series(account);
    double low = action.equals("trim") ? 0 : series.min();
    ledger.record(
        new Trial(
            account,
            window.second(),
            Ticks.bytes(before) - (long) low,
            series.lastSecond() - series.lastSecondAtOrBelow(series.min()),
            new Experiment(action, Ticks.bytes(before), Ticks.bytes(after), 20)));
  }

  /** That many ticks, the service moved before each. */
  void ticks(int count, Runnable move) {
    for (int i = 0; i < count; i++) {
      move.run();
      tick();
    }
  }

  /** The worst severity of all ticks; {@code CLEARED} when there was no verdict. */
  Severity severity() {
    return worst == null ? Severity.CLEARED : worst.severity();
  }

  private void note(Verdict verdict) {
    if (kinds.add(verdict.kind()) || severity() != verdict.severity()) {
      Wording.isWhole(verdict);
    }
    if (worst == null || verdict.severity().compareTo(worst.severity()) > 0) {
      worst = verdict;
    }
  }

  private void collectForDirect(Window window) {
    Series direct = window.series(Account.OFF_HEAP);
    double low = direct.min();
    long before = (long) direct.last();
    service.direct = remains.applyAsDouble(service.direct);
    collections++;
    ledger.record(
        new Trial(
            Account.OFF_HEAP,
            window.second(),
            before - (long) low,
            direct.lastSecond() - direct.lastSecondAtOrBelow(low),
            new Experiment("gc", before, Ticks.bytes(service.direct + service.unsafe), 20)));
  }

  private void collectForMetaspace(Window window) {
    Series metaspace = window.series(Account.METASPACE);
    double low = metaspace.min();
    long before = (long) metaspace.last();
    double was = service.metaspaceBesideClassSpace;
    service.metaspaceBesideClassSpace = remainsOfMetaspace.applyAsDouble(was);
    collections++;
    long after = before - Ticks.bytes(was - service.metaspaceBesideClassSpace);
    ledger.record(
        new Trial(
            Account.METASPACE,
            window.second(),
            before - (long) low,
            metaspace.lastSecond() - metaspace.lastSecondAtOrBelow(low),
            new Experiment("gc", before, after, 20)));
  }
}
