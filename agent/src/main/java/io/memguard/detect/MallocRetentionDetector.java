package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Experiment;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Resident memory that was freed and that the C library keeps. Every allocator keeps some and uses
 * it again, so only a large amount that stays is worth the one trim that proves it.
 */
final class MallocRetentionDetector implements Detector {
  /** A handful of arenas keeps this much in any busy JVM. */
  private static final long LEAST_BYTES = 64 << 20;

  /** Below this share of the limit nobody would size a container differently. */
  private static final double LEAST_SHARE = 0.15;

  /** Memory between two bursts is used again: it must lie idle for so many samples. */
  private static final int IDLE_SAMPLES = 20;

  /**
   * The allocator kept it, if one trim gives back this share; the rest lies between live blocks.
   */
  private static final double GIVEN_BACK = 0.4;

  /** So much of the limit lying idle is wrong in itself: the container is sized by it. */
  private static final double LARGE = 0.2;

  /** With this share of the limit taken, less is what the next burst lacks. */
  private static final double CROWDED = 0.55;

  /** So near the limit nobody waits until memory has lain idle … */
  private static final double LAST_CHANCE = 0.88;

  /** … if it makes this share of the limit. */
  private static final double WORTH_TRYING = 0.08;

  @Override
  public String name() {
    return Kind.MALLOC_RETENTION.label();
  }

  @Override
  public Finding examine(Window window) {
    Series kept = window.series(Account.MALLOC_RETAINED);
    if (kept.size() == 0) {
      return Finding.none(
          "what the C library keeps is not known: " + window.snapshot().nativeHeap().reason());
    }
    Optional<Room> room = Room.of(window);
    long worthwhile =
        Math.max(LEAST_BYTES, room.map(r -> (long) (LEAST_SHARE * r.limit())).orElse(LEAST_BYTES));
    Optional<Trial> trial = window.lastTrial(Account.MALLOC_RETAINED);
    if (trial.isPresent() && proved(trial.get(), worthwhile) && !overcome(window, trial.get())) {
      return Finding.of(
          verdict(window, trial.get(), room),
          idle(kept, worthwhile) ? EnumSet.of(Question.TRIM) : EnumSet.noneOf(Question.class));
    }
    if (!idle(kept, worthwhile) && !mayPutOffTheKill(kept, room)) {
      return Finding.none(
          "the C library keeps %s, which is little or is used again"
              .formatted(Quantity.bytes((long) kept.last())));
    }
    return Finding.asking(
        EnumSet.of(Question.TRIM),
        trial.isPresent()
            ? "the C library keeps %s in holes between live blocks: a trim gave back only %s"
                .formatted(
                    Quantity.bytes((long) kept.last()), Quantity.bytes(released(trial.get())))
            : "the C library keeps %s; a trim will tell whether it can be given back"
                .formatted(Quantity.bytes((long) kept.last())));
  }

  private static boolean idle(Series kept, long worthwhile) {
    return kept.size() >= IDLE_SAMPLES && kept.last(IDLE_SAMPLES).min() >= worthwhile;
  }

  private static boolean mayPutOffTheKill(Series kept, Optional<Room> room) {
    return room.filter(Room::ofContainer)
        .filter(r -> r.level() >= LAST_CHANCE && kept.last() >= WORTH_TRYING * r.limit())
        .isPresent();
  }

  private static boolean proved(Trial trial, long worthwhile) {
    return trial.growth() >= worthwhile && released(trial) >= GIVEN_BACK * trial.growth();
  }

  private static long released(Trial trial) {
    return Math.max(0, trial.experiment().beforeBytes() - trial.experiment().afterBytes());
  }

  /** Settled once the allocator has kept little for as long as idle memory must lie there. */
  private static boolean overcome(Window window, Trial trial) {
    Series since = window.series(Account.MALLOC_RETAINED).since(trial.second());
    return since.size() > IDLE_SAMPLES && since.last() < trial.growth() / 2.0;
  }

  /** What the container held when the trim was made; the trim itself has made room since. */
  private static double takenAt(Window window, Trial trial) {
    Series taken = window.series(Account.NON_RECLAIMABLE);
    double held = 0;
    for (int i = 0; i < taken.size() && taken.second(i) <= trial.second(); i++) {
      held = taken.value(i);
    }
    return held;
  }

  private static Verdict verdict(Window window, Trial trial, Optional<Room> room) {
    Experiment experiment = trial.experiment();
    long released = released(trial);
    double level =
        room.filter(Room::ofContainer)
            .map(r -> takenAt(window, trial) / Math.max(1, r.limit()))
            .orElse(0.0);
    // What did not come back lies between live blocks: that is no one's choice of allocator.
    double share =
        room.filter(Room::ofContainer)
            .map(r -> (double) released / Math.max(1, r.limit()))
            .orElse(0.0);
    boolean harms = share >= LARGE || (level >= CROWDED && share >= LEAST_SHARE);
    long kept = (long) window.series(Account.MALLOC_RETAINED).last();
    return new Verdict(
        Kind.MALLOC_RETENTION,
        harms ? Severity.WARNING : Severity.INFO,
        Math.min(0.98, 0.5 + 0.5 * trial.shareOfGrowthReleased()),
        "malloc-retention/native",
        Phrase.of(
            "malloc-retention.summary", Quantity.bytes(trial.growth()), Quantity.bytes(released)),
        Words.beforeAndAfter("malloc-retention.why", experiment),
        List.of(
            Phrase.of("malloc-retention.remedy.arenas"),
            Phrase.of("malloc-retention.remedy.interval"),
            Phrase.of("malloc-retention.remedy.allocator"),
            Phrase.of("malloc-retention.remedy.by-hand")),
        "native",
        kept,
        0,
        room.filter(Room::ofContainer)
            .map(r -> OptionalLong.of(r.limit()))
            .orElse(OptionalLong.empty()),
        Forecast.NONE,
        List.of(),
        List.of(
            new Evidence("kept by the C library", kept, "bytes"),
            new Evidence("kept before the trim", trial.growth(), "bytes"),
            new Evidence("given back by one trim", released, "bytes")),
        List.of(experiment),
        List.of(Phrase.of("malloc-retention.action", Quantity.bytes(released))));
  }
}
