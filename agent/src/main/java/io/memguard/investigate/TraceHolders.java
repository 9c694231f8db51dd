package io.memguard.investigate;

import io.memguard.detect.Question;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.LiveCount;
import io.memguard.ledger.Turnover;
import io.memguard.ledger.Window;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.HeapMemory.Collector;
import io.memguard.snapshot.HeldObject;
import io.memguard.snapshot.Reading;
import io.memguard.source.ObjectSampling;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Names the field that holds what grows in the heap. Objects are sampled from the first suspicion
 * on; when enough have come, and collections have removed those that were garbage, one safepoint
 * finds the references that hold the rest.
 */
public final class TraceHolders implements Investigation {
  /** Where objects were not counted: what a small object takes on average. */
  private static final int SMALL_OBJECT_BYTES = 48;

  /** The JVM gives a search up some time after its cutoff: the cutoff is less than the pause. */
  private static final double CUTOFF_OF_PAUSE = 0.7;

  /** The live set must rise by this share of the maximum heap while objects are sampled. */
  private static final double GROWN_WHILE_SAMPLED = 0.06;

  /**
   * Objects are sampled for so many ticks before the first search: what passes through must have
   * had the time to go, or sessions look like a leak until the first of them ends …
   */
  private static final int TICKS_TO_PASS = 12;

  /** … unless the heap is as full as this. */
  private static final double NO_TIME_TO_WAIT = 0.6;

  /** The same before another search is made for the same trouble. */
  private static final double GROWN_BETWEEN_SEARCHES = 0.3;

  /** A search that found nothing is repeated sooner. */
  private static final double GROWN_AFTER_NOTHING = 0.08;

  private static final int MOST_SEARCHES = 4;

  /** The few that arrive first may all be young or all be old. */
  private static final int FAIR_CHOICE = 100;

  /** What a search found arrives within so many ticks, or not at all. */
  private static final int TICKS_TO_ARRIVE = 5;

  private final Ledger ledger;
  private final ObjectSampling sampling;
  private final LiveObjects liveObjects;
  private final boolean counts;
  private final Duration longestPause;
  private final Consumer<Phrase> log;
  private final SearchCost cost = new SearchCost();
  private boolean armed;
  private int sampledTicks;
  private double bytesAtStart;
  private double nextBytes;
  private long armedMillis;
  private long searchedMillis;
  private double searchedAt;
  private boolean searchedAll;
  private int countsSeen;
  private int searches;
  private int waited = TICKS_TO_ARRIVE;
  private final List<HeldObject> arrived = new ArrayList<>();
  private List<Culprit> holders = List.of();
  private Phrase refusal = Phrase.NONE;

  /**
   * The search.
   *
   * @param ledger learns how old the sampled objects are
   * @param liveObjects knows which classes grow, and how many objects there are
   * @param counts whether live objects are counted at all
   * @param longestPause a search that would stop the application for longer is not made
   */
  public TraceHolders(
      Ledger ledger,
      ObjectSampling sampling,
      LiveObjects liveObjects,
      boolean counts,
      Duration longestPause,
      Consumer<Phrase> log) {
    this.ledger = ledger;
    this.sampling = sampling;
    this.liveObjects = liveObjects;
    this.counts = counts;
    this.longestPause = longestPause;
    this.log = log;
  }

  @Override
  public void settle(Set<Question> questions, Window window) {
    HeapMemory heap = window.snapshot().heap().value().orElse(null);
    if (heap == null || isArriving(window)) {
      return;
    }
    if (!questions.contains(Question.TRACE_HOLDERS) || searches >= MOST_SEARCHES) {
      return;
    }
    double live = window.liveSet().size() == 0 ? 0 : window.liveSet().last();
    if (!armed) {
      if (live >= nextBytes) {
        arm(heap, live, window.snapshot().epochMillis());
      }
      return;
    }
    sampledTicks++;
    boolean counted = !counts || refusedToCount(window) || liveObjects.counts() > countsSeen;
    boolean passed = sampledTicks >= TICKS_TO_PASS || live >= NO_TIME_TO_WAIT * heap.max();
    if (counted
        && passed
        && live >= Math.max(nextBytes, bytesAtStart + GROWN_WHILE_SAMPLED * heap.max())) {
      search(heap, live, window.snapshot().epochMillis());
    }
  }

  private static boolean refusedToCount(Window window) {
    return window.lastCount().map(LiveCount::refused).orElse(false);
  }

  private void arm(HeapMemory heap, double live, long epochMillis) {
    if (isUnfit(heap.collector())) {
      armed = false;
      refuse(Phrase.of("holders.collector"));
    } else {
      Reading<Boolean> answer = sampling.arm();
      armed = answer.isKnown();
      refuse(Phrase.text(answer.reason()));
    }
    if (armed) {
      ledger.record(Turnover.OPEN);
    }
    sampledTicks = 0;
    bytesAtStart = live;
    armedMillis = epochMillis;
    // Two counts are needed to know what grows; the search follows the second one.
    countsSeen = Math.max(1, liveObjects.counts());
  }

  /** The JVM's object samples cannot be used with these. */
  private static boolean isUnfit(Collector collector) {
    return switch (collector) {
      case Z, GENERATIONAL_Z, SHENANDOAH -> true;
      default -> false;
    };
  }

  private void refuse(Phrase reason) {
    if (!reason.isNone() && !reason.equals(refusal)) {
      log.accept(Phrase.of("holders.refused", reason));
    }
    refusal = reason;
  }

  private void search(HeapMemory heap, double live, long epochMillis) {
    long objects = objects(heap);
    double foretold = cost.foretell(objects, liveObjects.lastPauseMillis());
    if (foretold * 1_000 > longestPause.toMillis()) {
      refuse(
          Phrase.of(
              "holders.too-costly",
              Quantity.millis((long) (foretold * 1000)),
              Quantity.millis(longestPause.toMillis())));
      ledger.forgetTurnover();
      return;
    }
    countsSeen = liveObjects.counts();
    Duration cutoff = Duration.ofMillis((long) (CUTOFF_OF_PAUSE * longestPause.toMillis()));
    Reading<Long> nanos = sampling.search(cutoff);
    refuse(Phrase.text(nanos.reason()));
    if (!nanos.isKnown()) {
      ledger.forgetTurnover();
      armed = false;
      searches++;
      return;
    }
    double seconds = nanos.value().orElseThrow() / 1e9;
    cost.learn(objects, seconds);
    searches++;
    searchedAll = nanos.value().orElseThrow() < cutoff.toNanos();
    waited = 0;
    arrived.clear();
    searchedAt = live;
    searchedMillis = epochMillis;
    log.accept(
        Phrase.of(
            "holders.searched",
            Quantity.millis((long) (seconds * 1000)),
            Quantity.millis((long) (foretold * 1000))));
  }

  private long objects(HeapMemory heap) {
    OptionalLong counted = liveObjects.objects();
    return Math.max(1, counted.orElse(heap.used() / SMALL_OBJECT_BYTES));
  }

  /** The samples come through the stream, a moment after the search. */
  private boolean isArriving(Window window) {
    if (waited >= TICKS_TO_ARRIVE) {
      return false;
    }
    List<HeldObject> news = sampling.take();
    arrived.addAll(news);
    waited++;
    // They come together; what is still missing may follow.
    if (!news.isEmpty() || waited == TICKS_TO_ARRIVE) {
      conclude(window);
    }
    return true;
  }

  private void conclude(Window window) {
    double max = window.snapshot().heap().value().map(HeapMemory::max).orElse(0L);
    List<Culprit> found =
        new Holders(HolderWords.ofSamples(window.snapshot().epochMillis()))
            .of(arrived, liveObjects.growingClasses(), LiveObjects::isNobodys);
    if (!found.isEmpty()) {
      holders = found;
    }
    boolean beside = searchedAll && liveObjects.growsBesideSoftReferences();
    Turnover ages = Turnover.of(arrived, armedMillis, searchedMillis, searchedAt, beside);
    if (arrived.size() >= FAIR_CHOICE || waited == TICKS_TO_ARRIVE) {
      ledger.record(ages);
    }
    if (waited < TICKS_TO_ARRIVE) {
      return;
    }
    if (ages.soft()) {
      log.accept(Phrase.of("holders.soft", arrived.size() - ages.samples(), arrived.size()));
    } else if (ages.explains(searchedAt)) {
      log.accept(Phrase.of("holders.young", ages.early(), ages.samples()));
    } else if (found.isEmpty()) {
      log.accept(Phrase.of("holders.none", ages.samples()));
    }
    boolean answered = !found.isEmpty() && !ages.explains(searchedAt);
    nextBytes = searchedAt + (answered ? GROWN_BETWEEN_SEARCHES : GROWN_AFTER_NOTHING) * max;
    if (answered || searches == MOST_SEARCHES) {
      // No more is sampled, unless the growth goes on for long.
      sampling.disarm();
      armed = false;
    }
    arrived.clear();
  }

  @Override
  public Verdict enrich(Verdict verdict) {
    if (verdict.kind() != Kind.HEAP_LEAK) {
      return verdict;
    }
    if (holders.isEmpty()) {
      return refusal.isNone() ? verdict : verdict.withNote(Phrase.of("holders.unknown", refusal));
    }
    List<Culprit> all = new ArrayList<>(holders);
    all.addAll(verdict.culprits());
    return verdict.withCulprits(all, told());
  }

  private Phrase told() {
    Culprit first = holders.get(0);
    return first.type() == Culprit.Type.ALLOCATION_SITE
        ? Phrase.of("holders.allocated", first.name(), holders.get(1).name())
        : Phrase.of("holders.held", first.name());
  }

  @Override
  public void rest() {
    sampling.disarm();
    sampling.take();
    armed = false;
    searches = 0;
    nextBytes = 0;
    waited = TICKS_TO_ARRIVE;
    arrived.clear();
    holders = List.of();
    refusal = Phrase.NONE;
    ledger.forgetTurnover();
  }
}
