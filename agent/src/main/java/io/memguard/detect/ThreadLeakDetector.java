package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Item;
import io.memguard.ledger.Looks;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.ProcessLimits;
import io.memguard.snapshot.ThreadFamily;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Threads that are started and never end. A limit on threads is usually far away, so the cause is
 * proved instead: many pools, clients or timers of one kind, more at each look, of whose threads
 * none ends. One pool that fills thread by thread has one owner and proves nothing.
 */
final class ThreadLeakDetector implements Detector {
  /** A rise by fewer threads than this is flat. */
  private static final double LEAST_GAIN = 8;

  /** So many pools or clients of one kind are not configured, they are forgotten. */
  private static final int MANY = 24;

  /**
   * The same for threads that stand for themselves and do work now and then: connections that came
   * and stay look alike.
   */
  private static final int MANY_AT_WORK = 96;

  /** So much of the many must have come while they were looked at. */
  private static final double SEEN_TO_COME = 0.5;

  private static final int FEWEST_LOOKS = 8;

  /** Samples over which they must have come, more than a start takes. */
  private static final int FEWEST_TICKS = 30;

  /** Samples that a rise is looked for in. */
  private static final int RECENT = 60;

  /** Fewer samples are the start of the service. */
  private static final int FEWEST_POINTS = 12;

  /** Share of the rise that may have ended again. */
  private static final double ENDED = 0.1;

  /** Share of the members that must be idle for the lower bar. */
  private static final double IDLE = 0.8;

  /** So many platform threads are beyond what a service can use, whatever its limits say. */
  private static final double SOBER = 4_000;

  /** What a thread's stack takes at least once it runs. */
  private static final double LEAST_STACK = 64 << 10;

  @Override
  public String name() {
    return Kind.THREAD_LEAK.label();
  }

  @Override
  public Finding examine(Window window) {
    Series threads = window.series(Account.THREADS);
    if (threads.size() == 0) {
      return Finding.none(window.snapshot().process().reason());
    }
    Trend trend = window.trend(Account.THREADS, LEAST_GAIN);
    if (!trend.growing() && !rose(threads)) {
      return Finding.none(reason(threads, trend));
    }
    Set<Question> questions = EnumSet.of(Question.LIST_THREADS);
    List<Rise> rises = rises(window.threads());
    Optional<Rise> cause = rises.stream().filter(rise -> proves(rise, window)).findFirst();
    if (cause.isEmpty() && (!trend.growing() || trend.points() < FEWEST_POINTS)) {
      return Finding.asking(questions, reason(threads, trend));
    }
    double capacity = capacity(window, threads.last());
    double room = Math.max(0, capacity - threads.last());
    Forecast forecast = trend.forecast(threads.last(), capacity);
    Proof proof = new Proof(trend, threads.last() / capacity, room, forecast);
    Severity byLimit = trend.growing() ? proof.byTicks() : Severity.WATCH;
    Severity severity = cause.isPresent() && byLimit == Severity.WATCH ? Severity.WARNING : byLimit;
    double stacks = stackBytes(window, threads.last());
    return Finding.of(
        ThreadVerdicts.leak(threads.last(), stacks, trend, proof, severity, cause, rises, capacity),
        questions);
  }

  /**
   * Enough to look closer: looks must follow each other while threads come, also where the start of
   * the service hides the trend.
   */
  private static boolean rose(Series threads) {
    Series recent = threads.last(RECENT);
    return recent.last() - recent.min() >= LEAST_GAIN;
  }

  /**
   * A family of threads over the looks.
   *
   * @param owners trend of its pools, clients or timers
   * @param gain threads more than at the first look
   */
  record Rise(ThreadFamily now, Trend owners, int gain) {}

  /** The families that grew, the fastest first. */
  private static List<Rise> rises(Looks<ThreadFamily> looks) {
    return looks.last().map(look -> look.found()).orElse(List.of()).stream()
        .map(family -> rise(family, looks))
        .filter(rise -> rise.gain > 0)
        .sorted(Comparator.comparingInt((Rise rise) -> rise.gain).reversed())
        .toList();
  }

  private static Rise rise(ThreadFamily now, Looks<ThreadFamily> looks) {
    Series owners =
        looks.series(family -> family.pattern().equals(now.pattern()), ThreadFamily::owners);
    Series members =
        looks.series(family -> family.pattern().equals(now.pattern()), ThreadFamily::threads);
    Trend trend = Trend.ofAnyScale(owners, SEEN_TO_COME * Math.min(MANY, now.owners()));
    return new Rise(now, trend, (int) (members.last() - members.first()));
  }

  private static boolean proves(Rise rise, Window window) {
    ThreadFamily family = rise.now;
    boolean alone = family.owners() == family.threads() && family.idle() < IDLE * family.threads();
    return family.owners() >= (alone ? MANY_AT_WORK : MANY)
        && rise.owners.growing()
        && rise.owners.points() >= FEWEST_LOOKS
        && ticksOf(rise.owners, window) >= FEWEST_TICKS
        && family.ended() <= ENDED * rise.gain;
  }

  private static int ticksOf(Trend owners, Window window) {
    double newest = window.threads().last().orElseThrow().second();
    return window.series(Account.THREADS).since(newest - owners.span()).size();
  }

  private static String reason(Series threads, Trend trend) {
    return switch (trend.shape()) {
      case UNKNOWN -> "too little data: " + threads.size() + " samples so far";
      case SLOWING -> "the number of threads rises ever slower: a pool that fills";
      case STEP -> "the number of threads rose in one step, not again and again";
      default -> "the number of threads does not grow";
    };
  }

  /** How many threads there can be: what the container allows, what its memory holds, and sense. */
  private static double capacity(Window window, double threads) {
    double capacity = SOBER;
    OptionalLong tasks =
        window.snapshot().limits().value().map(ProcessLimits::tasks).orElse(OptionalLong.empty());
    if (tasks.isPresent()) {
      capacity = Math.min(capacity, tasks.getAsLong());
    }
    ContainerMemory container = window.snapshot().container().value().orElse(null);
    if (container != null && container.limit().isPresent()) {
      double left = container.limit().getAsLong() - (double) container.nonReclaimable();
      double each = Math.max(LEAST_STACK, stackBytes(window, threads) / threads);
      capacity = Math.min(capacity, threads + Math.max(0, left) / each);
    }
    return Math.max(capacity, threads);
  }

  /** Resident stacks of all threads; the least they can be where they are not counted. */
  private static double stackBytes(Window window, double threads) {
    Long stacks = window.statement().process().get(Item.THREAD_STACKS);
    return stacks == null || stacks <= 0 ? LEAST_STACK * threads : stacks;
  }
}
