package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.LiveCount;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Window;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.MemoryRange.Use;
import io.memguard.snapshot.ResidentPages;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A heap leak: the live set after whole-heap collections rises again and again and will meet the
 * maximum heap. Used heap says nothing: it is mostly garbage that nobody collected yet.
 */
final class HeapLeakDetector implements Detector {
  /** A live set that moved by less than this share of the maximum heap is flat. */
  private static final double LEAST_GAIN = 0.03;

  /** Used heap above this share without a recent live-set figure: worth one collection to know. */
  private static final double WORTH_A_LOOK = 0.4;

  /**
   * From this share of the limit on the live set cannot rise any more: only the rise before it is
   * judged.
   */
  private static final double FULL = 0.9;

  /** A rise that reached {@link #FULL} is over when the live set falls below this share again. */
  private static final double NEARLY_FULL = 0.8;

  /** So many figures are that low: a single one may be the exact one among loose ones. */
  private static final int FALLEN = 3;

  /** Share of the heap that a leak has filled by the time the heap is full. */
  private static final double FILLED = 0.15;

  /** A live set that grows is counted from this share of the limit on. */
  private static final double WORTH_A_COUNT = 0.35;

  /** So many samples of used heap are taken to hold a low of its sawtooth. */
  private static final int SAWTOOTH = 5;

  /** The ages of sampled objects are waited for up to this share of the limit. */
  private static final double ASKED_UNTIL = 0.7;

  /** Used heap must have risen by this share of the maximum since the last live-set figure. */
  private static final double RISEN_SINCE = 0.04;

  /** A count agrees when it finds at least this share of what collections left in use. */
  private static final double AGREES = 0.6;

  /** Growth has stopped when it fell below this share of its pace … */
  private static final double STOPPED_SHARE = 0.4;

  /** … for so many samples, and for this part of the time that it had taken. */
  private static final int LULL_SAMPLES = 12;

  private static final int LULL_SHARE = 8;

  /** Two counts are exact: what they show must be next to nothing. */
  private static final double FLAT_SHARE = 0.15;

  private final boolean mayCount;

  /** {@code mayCount}: whether live objects may be counted, which takes a full collection. */
  HeapLeakDetector(boolean mayCount) {
    this.mayCount = mayCount;
  }

  @Override
  public String name() {
    return Kind.HEAP_LEAK.label();
  }

  @Override
  public Finding examine(Window window) {
    HeapMemory heap = window.snapshot().heap().value().orElse(null);
    if (heap == null) {
      return Finding.none(window.snapshot().heap().reason());
    }
    Series live = window.liveSet();
    double limit = limit(window, heap);
    Series rise = live.until(FULL * limit);
    Series exactRise = window.exactLiveSet().until(FULL * limit);
    Trend loose = Trend.ofAnyScale(rise, LEAST_GAIN * limit);
    Trend counted = Trend.ofAnyScale(exactRise, LEAST_GAIN * limit);
    // Floating garbage of a hurried collector can hide the rise that exact figures show.
    boolean exact = counted.growing() && !(loose.growing() && loose.gain() > counted.gain());
    Trend trend = exact ? counted : loose;
    Set<Question> questions = EnumSet.noneOf(Question.class);
    if (worthALook(window, live, limit)) {
      questions.add(Question.COUNT_LIVE_OBJECTS);
    }
    boolean ended = rise.size() < live.size() && live.last(FALLEN).max() < NEARLY_FULL * limit;
    if (!trend.growing() || ended) {
      return Finding.asking(questions, reason(live, trend));
    }
    if (live.last() < FULL * limit && stopped(window, live, trend, limit)) {
      return Finding.asking(questions, "the live set grew and does so no more");
    }
    questions.add(Question.TRACE_HOLDERS);
    if (live.last() >= WORTH_A_COUNT * limit) {
      questions.add(Question.COUNT_LIVE_OBJECTS);
    }
    Agreement agreement = agreement(window, exact ? exactRise.last() : live.last());
    // What was counted is live; what collections left since is an upper bound.
    double size =
        agreement == Agreement.AGREES
            ? Math.min(live.last(), window.lastCount().orElseThrow().bytes())
            : live.last();
    Forecast forecast = trend.forecast(size, limit);
    Proof proof = new Proof(trend, size / limit, limit - size, forecast);
    double end = exact ? exactRise.lastSecond() : live.lastSecond();
    int ticks = window.series(Account.HEAP_USED).since(end - trend.span()).size();
    boolean soft = window.lastCount().map(LiveCount::soft).orElse(false);
    boolean unheld = window.turnover().map(ages -> ages.isSoftly(size)).orElse(false);
    boolean passing =
        window
            .turnover()
            .map(ages -> ages.open() ? size < ASKED_UNTIL * limit : ages.explains(size))
            .orElse(false);
    Severity severity =
        soft
                || unheld
                || passing
                || agreement == Agreement.OPEN
                || agreement == Agreement.CONTRADICTED
            ? Severity.WATCH
            : proof.byCycles(ticks);
    Verdict verdict =
        HeapVerdicts.leak(
            heap, size, trend, limit, proof, forecast, severity, agreement == Agreement.AGREES);
    return Finding.of(
        soft
            ? HeapVerdicts.soft(verdict, "heap-leak.soft.why")
            : unheld ? HeapVerdicts.soft(verdict, "heap-leak.soft.why.searched") : verdict,
        questions);
  }

  /**
   * Whether the live set grows, so that a full heap has its verdict here. What the last bit before
   * the heap was full looked like does not matter: a leak has filled a good part of it.
   */
  static boolean isRising(Window window, HeapMemory heap) {
    Series live = window.liveSet();
    double limit = limit(window, heap);
    Series rise = live.until(FULL * limit);
    Trend trend = Trend.ofAnyScale(rise, LEAST_GAIN * limit);
    boolean stopped = rise.size() < live.size();
    boolean ended = stopped && live.last() < NEARLY_FULL * limit;
    return trend.growing() && !ended && (!stopped || trend.gain() >= FILLED * limit);
  }

  /** What a count of the live objects says to the growth that collections showed. */
  private enum Agreement {
    AGREES,
    CONTRADICTED,
    /** It can be made and has not been made yet. */
    OPEN,
    /** It cannot be made: experiments are off, or it would stop the application for too long. */
    IMPOSSIBLE
  }

  /**
   * Concurrent collectors leave floating garbage in their figures, a lot of it when they are short
   * of CPU; a count of the live objects does not.
   */
  private Agreement agreement(Window window, double size) {
    if (!mayCount) {
      return Agreement.IMPOSSIBLE;
    }
    LiveCount count = window.lastCount().orElse(null);
    if (count == null) {
      return Agreement.OPEN;
    }
    if (count.refused()) {
      return Agreement.IMPOSSIBLE;
    }
    return count.bytes() >= AGREES * size ? Agreement.AGREES : Agreement.CONTRADICTED;
  }

  /**
   * No collection comes where nobody allocates, so the end of growth shows in used heap. What lives
   * is never more than what is used; and between two collections it grows at most by what is
   * allocated.
   */
  private static boolean stopped(Window window, Series live, Trend trend, double limit) {
    if (countedTwice(window.exactLiveSet(), live, trend, limit)) {
      return true;
    }
    Series used = window.series(Account.HEAP_USED).since(live.lastSecond());
    double lull = Math.max(LULL_SAMPLES, used.size() * trend.span() / LULL_SHARE / used.span());
    if (!(used.size() > lull)) {
      return false;
    }
    Series newest = used.last((int) lull + 1);
    for (int i = used.size() - newest.size(); i < used.size(); i++) {
      double expected = trend.perSecond() * (used.second(i) - live.lastSecond());
      if (i >= lull && used.value(i) < live.last() + STOPPED_SHARE * expected) {
        return true;
      }
    }
    for (int i = 1; i < newest.size(); i++) {
      if (newest.value(i) < newest.value(i - 1)) {
        return false;
      }
    }
    double allocated = newest.last() - newest.first();
    return allocated < STOPPED_SHARE * trend.perSecond() * newest.span();
  }

  /** Two exact figures, one after the other, show hardly any growth, and nothing rose since. */
  private static boolean countedTwice(Series exact, Series live, Trend trend, double limit) {
    Series pair = exact.last(2);
    return pair.size() == 2
        && pair.span() >= trend.span() / LULL_SHARE
        && pair.last() - pair.first() < FLAT_SHARE * trend.perSecond() * pair.span()
        && live.last() < pair.last() + RISEN_SINCE * limit;
  }

  private static String reason(Series live, Trend trend) {
    return switch (trend.shape()) {
      case UNKNOWN ->
          "too little data: "
              + live.size()
              + " whole-heap collections so far, at least 5 are needed to speak of growth";
      case SLOWING -> "the live set rises ever slower: a warm-up or a cache that fills";
      case STEP -> "the live set rose in one step, not again and again";
      default -> "the live set does not grow";
    };
  }

  /**
   * The heap ends at its maximum, or earlier where the container cannot hold that much heap beside
   * everything else.
   */
  static double limit(Window window, HeapMemory heap) {
    OptionalLong container = window.containerLimit();
    ResidentPages pages = window.snapshot().residentPages().value().orElse(null);
    if (container.isEmpty() || pages == null) {
      return heap.max();
    }
    long beside =
        window.snapshot().container().value().get().nonReclaimable() - pages.of(Use.JAVA_HEAP);
    return Math.min(heap.max(), Math.max(container.getAsLong() - beside, heap.max() / 4.0));
  }

  /**
   * Lower envelope of used heap is high and has risen since the last figure that can be trusted.
   */
  private static boolean worthALook(Window window, Series live, double limit) {
    Series used = window.series(Account.HEAP_USED).last(SAWTOOTH);
    if (used.size() < SAWTOOTH) {
      return false;
    }
    double floor = used.min();
    if (floor < WORTH_A_LOOK * limit) {
      return false;
    }
    if (live.size() == 0) {
      return true;
    }
    return floor > live.last() + RISEN_SINCE * limit;
  }
}
