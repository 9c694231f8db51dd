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
import java.util.OptionalLong;
import java.util.Set;

/**
 * Mapped files that rise in bytes or in number and are not unmapped.
 *
 * <p>Their pages are page cache that the kernel can take back, so bytes alone kill nobody: past the
 * container's limit they cannot be resident together and are read again and again. Files of a tmpfs
 * have no disk to be read from: they are killed for. The number of mappings has a hard bound,
 * {@code vm.max_map_count}, at which every {@code mmap} of the process fails, thread stacks and
 * malloc included.
 */
final class MappedLeakDetector implements Detector {
  /** Movements below this share of the limit are flat. */
  private static final double LEAST_GAIN = 0.03;

  /** Linux's own default where the kernel does not tell its bound. */
  private static final long USUAL_MAPPINGS = 65_530;

  /** From this share of the limit on the answer is worth a collection. */
  private static final double WORTH_A_COLLECTION = 0.5;

  /** A collection that unmapped at least this share of the growth: nobody holds it. */
  private static final double RELEASED = 0.3;

  /** A collection that unmapped at most this share of the growth: it is held. */
  private static final double RETAINED = 0.15;

  /** Shared memory that rose by this share of the growth: the files lie in a tmpfs. */
  private static final double SHARED = 0.5;

  private static final int COLLECTIONS_SURVIVED = 3;

  private final boolean mayCollect;

  /**
   * The detector with or without the collection that tells mappings that are held from garbage.
   *
   * @param mayCollect false where experiments are switched off or explicit collections are disabled
   */
  MappedLeakDetector(boolean mayCollect) {
    this.mayCollect = mayCollect;
  }

  /**
   * What grows towards what.
   *
   * @param counted mappings, else bytes
   * @param shared whether the pages are shared memory, which the kernel cannot take back
   * @param now in that unit, as the limit is
   * @param taken of the limit, by these and by what shares it with them
   */
  record Growth(
      boolean counted, boolean shared, Trend trend, double now, double taken, double limit) {
    double level() {
      return taken / Math.max(1, limit);
    }

    double left() {
      return Math.max(0, limit - taken);
    }
  }

  @Override
  public String name() {
    return Kind.MAPPED_LEAK.label();
  }

  @Override
  public Finding examine(Window window) {
    Optional<Growth> growing = growth(window);
    if (growing.isEmpty()) {
      return Finding.none(reason(window));
    }
    Growth growth = growing.get();
    Trend trend = growth.trend();
    Optional<Trial> trial =
        window
            .lastTrial(Account.MAPPED)
            .filter(made -> made.second() >= window.second() - trend.span());
    if (trial.isPresent() && trial.get().shareOfGrowthReleased() >= RELEASED && mayCollect) {
      return Finding.none(
          "mapped files that nobody uses wait for a collection; their pages are page cache");
    }
    boolean retained =
        trial.isPresent()
            ? trial.get().shareOfGrowthReleased() <= RETAINED
            : !mayCollect && survivedCollections(window, trend);
    Set<Question> questions = EnumSet.of(Question.LIST_FILES);
    if (trial.isEmpty() && mayCollect && growth.level() >= WORTH_A_COLLECTION) {
      questions.add(Question.COLLECT_FOR_MAPPED);
    }
    Proof proof =
        new Proof(
            trend, growth.level(), growth.left(), trend.forecast(growth.taken(), growth.limit()));
    return Finding.of(
        MappedVerdicts.leak(
            window, growth, proof, severity(proof, growth, retained), retained, trial),
        questions);
  }

  /** Bytes of page cache are never critical: the kernel does not kill for them. */
  private static Severity severity(Proof proof, Growth growth, boolean retained) {
    if (!retained) {
      return Severity.WATCH;
    }
    Severity severity = proof.byTicks();
    boolean pageCache = !growth.counted() && !growth.shared();
    return pageCache && severity == Severity.CRITICAL ? Severity.WARNING : severity;
  }

  /** The growth that has come closest to its limit. */
  private static Optional<Growth> growth(Window window) {
    OptionalLong mappings =
        window.snapshot().limits().value().map(l -> l.mappings()).orElse(OptionalLong.empty());
    double mostMappings = mappings.orElse(USUAL_MAPPINGS);
    Optional<Growth> closest = Optional.empty();
    for (Account account : List.of(Account.MAPPED_BUFFERS, Account.MAPPINGS)) {
      closest = closer(closest, growth(window, account, mostMappings, true));
    }
    Optional<Room> room = Room.of(window);
    if (room.isPresent()) {
      for (Account account : List.of(Account.MAPPED, Account.MAPPED_FILES)) {
        closest = closer(closest, growth(window, account, room.get().limit(), false));
      }
    }
    return closest;
  }

  private static Optional<Growth> closer(Optional<Growth> one, Optional<Growth> other) {
    return other.isEmpty() || (one.isPresent() && one.get().level() >= other.get().level())
        ? one
        : other;
  }

  private static Optional<Growth> growth(
      Window window, Account account, double limit, boolean counted) {
    Series series = window.series(account);
    if (series.size() == 0) {
      return Optional.empty();
    }
    Trend trend = window.trend(account, LEAST_GAIN * limit);
    if (!trend.growing() || (account == Account.MAPPINGS && !isOfFiles(window, trend))) {
      return Optional.empty();
    }
    double now = series.last();
    boolean shared =
        !counted && window.gain(Account.SHARED_MEMORY, trend.span()) >= SHARED * trend.gain();
    double taken =
        shared && Room.fillsContainer(window, trend)
            ? window
                .snapshot()
                .container()
                .value()
                .map(container -> (double) container.nonReclaimable())
                .orElse(now)
            : now;
    return Optional.of(new Growth(counted, shared, trend, now, taken, limit));
  }

  /** Threads bring two mappings each, their stack and its guard; those are not files. */
  private static boolean isOfFiles(Window window, Trend trend) {
    return window.gain(Account.THREADS, trend.span()) * 2 < trend.gain() / 2
        && (window.gain(Account.MAPPED_FILES, trend.span()) > 0
            || window.gain(Account.MAPPED, trend.span()) > 0);
  }

  private static String reason(Window window) {
    Series mapped = window.series(Account.MAPPED);
    if (mapped.size() == 0) {
      return window.snapshot().buffers().reason();
    }
    return switch (window.trend(Account.MAPPED, 1).shape()) {
      case UNKNOWN -> "too little data: " + mapped.size() + " samples so far";
      case SLOWING -> "mapped files rise ever slower: a cache that fills";
      case STEP -> "mapped files rose in one step, not again and again";
      default -> "mapped files do not grow";
    };
  }

  /** The application's own whole-heap collections did not stop the growth. */
  private static boolean survivedCollections(Window window, Trend trend) {
    return window.liveSet().since(window.second() - trend.span() * 2 / 3).size()
        >= COLLECTIONS_SURVIVED;
  }
}
