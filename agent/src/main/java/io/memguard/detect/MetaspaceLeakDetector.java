package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.NonHeapMemory;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Class metadata that rises through class unloading. Proved in one of two ways: near its limit by a
 * collection that released nothing, as any account; or far from it by the cause, see {@link
 * LoaderRise}. A service loads a bounded number of classes; one that defines the same class again
 * and again has no bound, so how much of the limit is taken does not matter then.
 */
final class MetaspaceLeakDetector implements Detector {
  private static final double LEAST_GAIN = 1 << 20;

  /** A collection that released at most this share of the growth: the classes are held. */
  private static final double RETAINED = 0.2;

  /** A trial must cover this share of the growth to speak for it. */
  private static final double COVERED = 0.7;

  /** A rise by so much within {@link #RECENT} samples is worth a look at the class loaders. */
  private static final double WORTH_A_LOOK = 256 << 10;

  private static final int RECENT = 60;

  /** Samples over which the cause must have grown, more than a start takes. */
  private static final int FEWEST_TICKS = 30;

  /** So many where the limit is far: a start with many plugins or rules takes long. */
  private static final int PATIENT_TICKS = 60;

  /** The limit is near when metaspace meets it within so many times what was watched. */
  private static final double NEAR = 10;

  /** The same for the memory beside the heap, which grows for other reasons too. */
  private static final double BESIDE_HEAP_NEAR = 1.5;

  /** Fewer samples are the start of the service. */
  private static final int FEWEST_POINTS = 24;

  private final boolean mayCollect;

  /** {@code mayCollect}: whether one collection may be run to tell held classes from others. */
  MetaspaceLeakDetector(boolean mayCollect) {
    this.mayCollect = mayCollect;
  }

  @Override
  public String name() {
    return Kind.METASPACE_LEAK.label();
  }

  @Override
  public Finding examine(Window window) {
    NonHeapMemory nonHeap = window.snapshot().nonHeap().value().orElse(null);
    if (nonHeap == null) {
      return Finding.none(window.snapshot().nonHeap().reason());
    }
    Series metaspace = window.series(Account.METASPACE);
    Trend trend = window.trend(Account.METASPACE, LEAST_GAIN);
    if (!trend.growing() && !rose(metaspace)) {
      return Finding.none(reason(metaspace, trend));
    }
    Set<Question> questions = EnumSet.of(Question.LIST_LOADERS);
    Optional<LoaderRise> cause =
        LoaderRise.of(window.loaders()).filter(rise -> rise.ticksIn(window) >= FEWEST_TICKS);
    if (cause.isEmpty() && (!trend.growing() || trend.points() < FEWEST_POINTS)) {
      return Finding.asking(questions, reason(metaspace, trend));
    }
    if (cause.isPresent()) {
      questions.add(Question.TRACE_LOADERS);
    }
    MetaspaceLimit limit = MetaspaceLimit.of(window, nonHeap, trend);
    double room = Math.max(0, limit.bytes() - metaspace.last());
    Forecast forecast = trend.forecast(metaspace.last(), limit.bytes());
    Proof proof = new Proof(trend, limit.level(), room, forecast);
    Severity byLimit = trend.growing() ? proof.byTicks() : Severity.WATCH;
    boolean lasting =
        cause
            .map(rise -> rise.ticksIn(window) >= PATIENT_TICKS || near(window, rise, forecast))
            .orElse(false);
    boolean proved = lasting && cause.get().survivedIn(window, mayCollect);
    Optional<Trial> trial =
        window
            .lastTrial(Account.METASPACE)
            .filter(one -> one.second() >= window.second() - trend.span());
    boolean retained = proved || trial.map(one -> retained(one, metaspace, trend)).orElse(false);
    if (!mayCollect && !retained) {
      retained = collectionsWithin(window, trend) >= LoaderRise.COLLECTIONS_FOR_A_TRIAL;
    }
    Severity severity = retained ? byLimit : Severity.WATCH;
    if (proved && severity == Severity.WATCH) {
      severity = Severity.WARNING;
    }
    // A collection is made when its answer decides, not before.
    boolean worthIt = lasting || byLimit != Severity.WATCH;
    if (mayCollect && !retained && worthIt) {
      questions.add(Question.COLLECT_FOR_METASPACE);
    }
    return Finding.of(
        MetaspaceVerdicts.leak(
            window, nonHeap, trend, proof, severity, limit, cause, trial, retained),
        questions);
  }

  /** Waiting longer for the end of a start could mean to wait for the kill. */
  private static boolean near(Window window, LoaderRise rise, Forecast forecast) {
    double watched = rise.trend().span();
    Series besideHeap = window.series(Account.BESIDE_HEAP);
    double gain = window.gain(Account.BESIDE_HEAP, watched);
    long heap = window.snapshot().heap().value().map(HeapMemory::max).orElse(0L);
    double left =
        window.containerLimit().orElse(Long.MAX_VALUE)
            - heap
            - (besideHeap.size() == 0 ? 0 : besideHeap.last());
    return forecast.seconds().orElse(Long.MAX_VALUE) <= NEAR * watched
        || left <= BESIDE_HEAP_NEAR * gain;
  }

  /**
   * Enough to look closer: looks must follow each other while classes come, also where the warm-up
   * hides the trend.
   */
  private static boolean rose(Series metaspace) {
    Series recent = metaspace.last(RECENT);
    return recent.size() > 0 && recent.last() - recent.min() >= WORTH_A_LOOK;
  }

  /** The collection released little, and little has come since that it does not speak for. */
  private static boolean retained(Trial trial, Series metaspace, Trend trend) {
    double since = metaspace.last() - trial.experiment().afterBytes();
    return trial.shareOfGrowthReleased() <= RETAINED && since <= (1 - COVERED) * trend.gain();
  }

  private static int collectionsWithin(Window window, Trend trend) {
    return window.liveSet().since(window.second() - trend.span() * 2 / 3).size();
  }

  private static String reason(Series metaspace, Trend trend) {
    return switch (trend.shape()) {
      case UNKNOWN -> "too little data: " + metaspace.size() + " samples so far";
      case SLOWING -> "metaspace rises ever slower: a warm-up";
      case STEP -> "metaspace rose in one step, not again and again";
      default -> "metaspace does not grow";
    };
  }
}
