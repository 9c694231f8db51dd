package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;
import io.memguard.snapshot.BufferPools;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.HeapMemory;
import io.memguard.verdict.Experiment;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Java's memory off the heap that rises: direct buffers, Unsafe, foreign memory, Netty. Retained by
 * references ({@code direct-leak}) or merely not collected yet ({@code direct-uncollected})? One
 * collection tells: what remains is retained.
 */
final class DirectMemoryDetector implements Detector {
  /** Movements below this share of the limit are flat. */
  private static final double LEAST_GAIN = 0.02;

  /** Where nothing known bounds it, movements below this are flat. */
  private static final long LEAST_BYTES = 16 << 20;

  /** From this share of the limit on the answer is worth one collection. */
  private static final double WORTH_A_COLLECTION = 0.5;

  /**
   * A collection that released at least this share of the growth: garbage makes a good part of it.
   */
  private static final double RELEASED = 0.3;

  /** Of what may be allocated; the next buffer may be larger than what is left. */
  private static final double FULL = 0.95;

  /** Of the container's limit: what can be released is released before the kernel kills. */
  private static final double NEARLY_FULL = 0.85;

  private final boolean mayCollect;

  /**
   * The detector with or without the collection that tells garbage from a leak.
   *
   * @param mayCollect false where experiments are switched off or explicit collections are disabled
   */
  DirectMemoryDetector(boolean mayCollect) {
    this.mayCollect = mayCollect;
  }

  @Override
  public String name() {
    return Kind.DIRECT_LEAK.label();
  }

  @Override
  public Finding examine(Window window) {
    BufferPools pools = window.snapshot().buffers().value().orElse(null);
    if (pools == null) {
      return Finding.none(window.snapshot().buffers().reason());
    }
    Series direct = window.series(Account.OFF_HEAP);
    OffHeap memory = OffHeap.of(window, pools);
    OptionalLong capacity = memory.capacity();
    double leastGain = capacity.isEmpty() ? LEAST_BYTES : LEAST_GAIN * capacity.getAsLong();
    Trend trend = rise(window, direct, capacity, leastGain);
    Optional<Trial> trial = window.lastTrial(Account.OFF_HEAP);
    boolean uncollected = trial.isPresent() && released(trial.get());
    if (uncollected && !overcome(window, trial.get())) {
      return Finding.of(
          DirectVerdicts.uncollected(window, memory, trial.get()),
          again(window, direct.last(), trial.get().experiment()));
    }
    if (!trend.growing()) {
      return Finding.none(reason(direct, trend));
    }
    double level = memory.level(window, trend);
    double limit = capacity.isEmpty() ? Double.MAX_VALUE : capacity.getAsLong();
    double toLimit = limit - memory.bytes();
    Forecast forecast = trend.forecast(memory.bytes(), limit);
    Proof proof = new Proof(trend, level, toLimit, forecast);
    boolean tested = trial.isPresent() && Coverage.isWithin(window, trial.get(), trend);
    boolean retained =
        (tested
                && trial.get().shareOfGrowthReleased() <= Coverage.RETAINED
                && Coverage.isEnough(window, Account.OFF_HEAP, trend, direct.last()))
            || (!mayCollect && survivedCollections(window, trend));
    Set<Question> questions = EnumSet.of(Question.TRACK_DIRECT_SITES);
    if (!retained && mayCollect && level >= WORTH_A_COLLECTION) {
      questions.add(Question.COLLECT_FOR_OFF_HEAP);
    }
    Severity severity = retained ? proof.byTicks() : Severity.WATCH;
    return Finding.of(
        DirectVerdicts.leak(
            window,
            memory,
            trend,
            proof,
            severity,
            retained,
            trial.filter(t -> tested),
            mayCollect),
        questions);
  }

  /** What is full grows no more, and the rise that filled it is what matters. */
  private static Trend rise(Window window, Series direct, OptionalLong capacity, double leastGain) {
    Trend now = window.trend(Account.OFF_HEAP, leastGain);
    double full = capacity.isEmpty() ? Double.MAX_VALUE : FULL * capacity.getAsLong();
    return now.growing() || direct.size() == 0 || direct.last() < full
        ? now
        : Trend.ofAnyScale(direct.until(full), leastGain);
  }

  private static String reason(Series direct, Trend trend) {
    return switch (trend.shape()) {
      case UNKNOWN -> "too little data: " + direct.size() + " samples so far";
      case SLOWING -> "memory off the heap rises ever slower: a pool that fills";
      case STEP -> "memory off the heap rose in one step, not again and again";
      default -> "memory off the heap does not grow";
    };
  }

  private static boolean released(Trial trial) {
    return trial.shareOfGrowthReleased() >= RELEASED;
  }

  /** In a container that is nearly full, half of what the last one released is worth another. */
  private Set<Question> again(Window window, double bytes, Experiment last) {
    Set<Question> questions = EnumSet.of(Question.TRACK_DIRECT_SITES);
    double full = window.snapshot().container().value().map(ContainerMemory::share).orElse(0.0);
    if (mayCollect && bytes > last.beforeBytes()) {
      questions.add(Question.COLLECT_FOR_OFF_HEAP);
    }
    if (mayCollect
        && full >= NEARLY_FULL
        && bytes > (last.beforeBytes() + last.afterBytes()) / 2.0) {
      questions.add(Question.RELEASE_OFF_HEAP);
    }
    return questions;
  }

  /**
   * Uncollected memory is settled once direct memory has stayed low for as long as the growth had
   * taken.
   */
  private static boolean overcome(Window window, Trial trial) {
    double before = trial.experiment().beforeBytes();
    double now = window.series(Account.OFF_HEAP).last();
    double elapsed = window.second() - trial.second();
    return elapsed > trial.growthSeconds() && now < (before + trial.experiment().afterBytes()) / 2;
  }

  /**
   * Without an experiment: the application's own whole-heap collections did not stop the growth.
   */
  private static boolean survivedCollections(Window window, Trend trend) {
    HeapMemory heap = window.snapshot().heap().value().orElse(null);
    if (heap == null) {
      return false;
    }
    Series live = window.liveSet().since(window.second() - trend.span() * 2 / 3);
    return live.size() >= 3;
  }
}
