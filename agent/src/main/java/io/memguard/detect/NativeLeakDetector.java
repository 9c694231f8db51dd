package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Memory of native libraries that rises: what they malloc'd and did not free, or what they mapped
 * themselves.
 *
 * <p>Their Java objects may be unreachable and merely wait for the collection that runs their
 * cleaners: one collection tells. What they mapped themselves may be another allocator's free
 * memory: one trim tells.
 */
final class NativeLeakDetector implements Detector {
  /** Movements below this share of the limit are flat. */
  private static final double LEAST_GAIN = 0.02;

  /** Without native memory tracking the JVM's own warm-up is in the figure. */
  private static final double LEAST_GAIN_UNTRACKED = 0.05;

  /** Where no limit is known, movements below this are flat. */
  private static final double LEAST_BYTES = 32 << 20;

  /** From this share of the limit on the answer is worth a collection and a trim. */
  private static final double WORTH_AN_EXPERIMENT = 0.5;

  /** An experiment that gave back at least this share of the growth. */
  private static final double RELEASED = 0.3;

  /** A thread's stack and malloc arena rarely keep more resident. */
  private static final long LARGEST_PER_THREAD = 1 << 20;

  private static final int COLLECTIONS_SURVIVED = 3;

  private final boolean mayCollect;

  /**
   * The detector with or without the collection that tells unclosed objects from retained ones.
   *
   * @param mayCollect false where experiments are switched off or explicit collections are disabled
   */
  NativeLeakDetector(boolean mayCollect) {
    this.mayCollect = mayCollect;
  }

  /** The account that grows, and how. */
  record Growth(Account account, Trend trend, double bytes) {}

  @Override
  public String name() {
    return Kind.NATIVE_LEAK.label();
  }

  @Override
  public Finding examine(Window window) {
    Series malloc = window.series(Account.JNI_MALLOC);
    if (malloc.size() == 0) {
      return Finding.none("native memory is not known: " + window.snapshot().nativeHeap().reason());
    }
    Optional<Room> room = Room.of(window);
    Optional<Trial> collection = window.lastTrial(Account.JNI_MALLOC);
    if (collection.isPresent()
        && share(collection.get()) >= RELEASED
        && !overcome(window, collection.get())) {
      boolean again = mayCollect && malloc.last() > collection.get().experiment().beforeBytes();
      return Finding.of(
          NativeVerdicts.unclosed(window, collection.get(), room),
          again
              ? EnumSet.of(Question.LIST_LIBRARIES, Question.COLLECT_FOR_NATIVE)
              : EnumSet.of(Question.LIST_LIBRARIES));
    }
    Optional<Growth> growing = growth(window, room);
    if (growing.isEmpty()) {
      return Finding.none(reason(window, malloc));
    }
    return grows(window, room, growing.get(), collection);
  }

  private Finding grows(
      Window window, Optional<Room> room, Growth growth, Optional<Trial> collection) {
    Trend trend = growth.trend();
    Optional<Trial> trim =
        window.lastTrial(Account.MALLOC_RETAINED).filter(t -> Coverage.isWithin(window, t, trend));
    if (trim.isPresent() && released(trim.get()) >= RELEASED * trend.gain()) {
      return Finding.none("the C library kept the memory and a trim gave it back");
    }
    double level = room.map(shared -> shared.levelFor(window, trend)).orElse(0.0);
    double left = room.map(shared -> (double) shared.left()).orElse(Double.MAX_VALUE);
    double limit = left == Double.MAX_VALUE ? left : growth.bytes() + left;
    Proof proof = new Proof(trend, level, left, trend.forecast(growth.bytes(), limit));
    Optional<Trial> spoken =
        collection.filter(
            t -> Coverage.isWithin(window, t, trend) && covers(window, growth, trend));
    boolean settled = spoken.isPresent() || survivedCollections(window, trend);
    Set<Question> questions = questions(window, growth, level, spoken.isPresent());
    Severity severity = settled ? proof.byTicks() : Severity.WATCH;
    return Finding.of(
        NativeVerdicts.leak(window, growth, proof, severity, spoken, trim, room), questions);
  }

  private Set<Question> questions(Window window, Growth growth, double level, boolean spoken) {
    Set<Question> questions = EnumSet.of(Question.LIST_LIBRARIES);
    if (!window.snapshot().nativeMemory().isKnown()) {
      // Unsafe, foreign memory and Netty are in the figure until the hooks have seen them.
      questions.add(Question.TRACK_DIRECT_SITES);
    }
    if (level >= WORTH_AN_EXPERIMENT) {
      if (mayCollect && !spoken) {
        questions.add(Question.COLLECT_FOR_NATIVE);
      }
      if (growth.account() == Account.UNEXPLAINED) {
        questions.add(Question.TRIM);
      }
    }
    return questions;
  }

  private static Optional<Growth> growth(Window window, Optional<Room> room) {
    boolean tracked = window.snapshot().nativeMemory().isKnown();
    double share = tracked ? LEAST_GAIN : LEAST_GAIN_UNTRACKED;
    double leastGain = room.map(shared -> share * shared.limit()).orElse(LEAST_BYTES);
    for (Account account : List.of(Account.JNI_MALLOC, Account.UNEXPLAINED)) {
      Series series = window.series(account);
      if (series.size() > 0) {
        Trend trend = window.trend(account, leastGain);
        if (trend.growing() && !isOfThreads(window, account, trend)) {
          return Optional.of(new Growth(account, trend, series.last()));
        }
      }
    }
    return Optional.empty();
  }

  /** Without native memory tracking thread stacks are nobody's; with it they are known. */
  private static boolean isOfThreads(Window window, Account account, Trend trend) {
    return account == Account.UNEXPLAINED
        && !window.snapshot().nativeMemory().isKnown()
        && window.gain(Account.THREADS, trend.span()) * LARGEST_PER_THREAD >= trend.gain();
  }

  private static String reason(Window window, Series malloc) {
    return switch (window.trend(Account.JNI_MALLOC, LEAST_BYTES).shape()) {
      case UNKNOWN -> "too little data: " + malloc.size() + " samples so far";
      case SLOWING -> "native memory rises ever slower: a cache that fills";
      case STEP -> "native memory rose in one step, not again and again";
      default -> "memory of native libraries does not grow";
    };
  }

  private static double share(Trial trial) {
    return trial.shareOfGrowthReleased();
  }

  private static long released(Trial trial) {
    return trial.experiment().beforeBytes() - trial.experiment().afterBytes();
  }

  private static boolean covers(Window window, Growth growth, Trend trend) {
    // The collection was measured on what is malloc'd; it did not stop what is mapped either.
    return growth.account() != Account.JNI_MALLOC
        || Coverage.isEnough(window, Account.JNI_MALLOC, trend, growth.bytes());
  }

  /** Unclosed objects are settled once the figure has stayed low for as long as it had grown. */
  private static boolean overcome(Window window, Trial trial) {
    double before = trial.experiment().beforeBytes();
    double now = window.series(Account.JNI_MALLOC).last();
    double elapsed = window.second() - trial.second();
    return elapsed > trial.growthSeconds() && now < (before + trial.experiment().afterBytes()) / 2;
  }

  /** The application's own whole-heap collections did not stop the growth. */
  private static boolean survivedCollections(Window window, Trend trend) {
    return window.liveSet().since(window.second() - trend.span() * 2 / 3).size()
        >= COLLECTIONS_SURVIVED;
  }
}
