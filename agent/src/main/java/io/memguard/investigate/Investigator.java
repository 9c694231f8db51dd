package io.memguard.investigate;

import io.memguard.act.Attempt;
import io.memguard.act.CollectGarbage;
import io.memguard.detect.Question;
import io.memguard.instrument.DirectMemoryTracking;
import io.memguard.ledger.Account;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.LiveCount;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;
import io.memguard.snapshot.BufferPools;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.Reading;
import io.memguard.source.Source;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Settles what detectors ask, within budgets, and writes the answers into the ledger: one
 * collection for direct memory, counts of live objects for the heap, allocation sites for direct
 * memory.
 */
public final class Investigator {
  /** The live set must rise by this share of the maximum heap before it is counted again. */
  private static final double GROWN_BETWEEN_COUNTS = 0.08;

  /** So many samples of used heap are taken to hold a low of its sawtooth. */
  private static final int SAWTOOTH = 5;

  /**
   * Growth that pauses is not over at once: what was found is kept, and stays armed, for so many
   * quiet ticks.
   */
  private static final int QUIET_TICKS = 60;

  /**
   * With {@code actions=safe} another collection only when direct memory outgrew the last trial by
   * this share.
   */
  private static final double OUTGREW = 0.3;

  private final Ledger ledger;
  private final Policy policy;
  private final CollectGarbage collect;
  private final LiveObjects liveObjects;
  private final DirectMemoryTracking tracking;
  private final Source<BufferPools> buffers;
  private final Consumer<String> log;
  private final CountPlan plan = new CountPlan();
  private boolean tracked;
  private boolean trackingRefused;
  private boolean costTold;
  private int quietTicks;

  /**
   * What the user allows.
   *
   * @param experiments false with {@code actions=off} and where explicit collections are disabled
   * @param repeat {@code actions=full}
   * @param armOnSuspicion {@code track-direct=auto}
   */
  public record Policy(boolean experiments, boolean repeat, boolean armOnSuspicion) {}

  public Investigator(
      Ledger ledger,
      Policy policy,
      CollectGarbage collect,
      LiveObjects liveObjects,
      DirectMemoryTracking tracking,
      Source<BufferPools> buffers,
      Consumer<String> log) {
    this.ledger = ledger;
    this.policy = policy;
    this.collect = collect;
    this.liveObjects = liveObjects;
    this.tracking = tracking;
    this.buffers = buffers;
    this.log = log;
  }

  /** Settles what can be settled now. */
  public void settle(Set<Question> questions, Window window) {
    quietTicks = 0;
    if (questions.contains(Question.TRACK_DIRECT_SITES)) {
      track();
    }
    if (questions.contains(Question.COLLECT_FOR_DIRECT)) {
      collectForDirect(window);
    }
    if (questions.contains(Question.COUNT_LIVE_OBJECTS)) {
      countLiveObjects(window);
    }
  }

  /** Adds what was found out to a verdict. */
  public Verdict enrich(Verdict verdict) {
    if (verdict.kind() != Kind.HEAP_LEAK || !verdict.culprits().isEmpty()) {
      return verdict;
    }
    List<Culprit> growing = liveObjects.growing();
    return growing.isEmpty()
        ? verdict
        : verdict.withCulprits(growing, "; what grows: " + growing.get(0).name());
  }

  /** No case is open any more: nothing stays armed and nothing is kept. */
  public void rest() {
    quietTicks++;
    if (quietTicks < QUIET_TICKS) {
      return;
    }
    liveObjects.forget();
    plan.startOver();
    if (tracked && policy.armOnSuspicion()) {
      tracking.disarm();
      tracked = false;
    }
  }

  private void track() {
    if (tracked || trackingRefused || !policy.armOnSuspicion()) {
      return;
    }
    Reading<?> armed = tracking.arm();
    tracked = armed.isKnown();
    if (!tracked) {
      trackingRefused = true;
      log.accept("allocation sites of direct memory cannot be tracked: " + armed.reason());
    }
  }

  private void collectForDirect(Window window) {
    Optional<Trial> last = window.lastTrial(Account.DIRECT);
    Series direct = window.series(Account.DIRECT);
    boolean outgrew =
        last.map(
                trial ->
                    direct.last() > (1 + OUTGREW) * Math.max(1, trial.experiment().beforeBytes()))
            .orElse(true);
    if (!policy.experiments() || !(outgrew || policy.repeat())) {
      return;
    }
    double low = direct.min();
    double since = direct.lastSecond() - direct.lastSecondAtOrBelow(low);
    Attempt attempt = collect.run(() -> buffers.read().map(BufferPools::directBytes));
    if (attempt instanceof Attempt.Done done) {
      long growth = done.experiment().beforeBytes() - (long) low;
      ledger.record(new Trial(Account.DIRECT, window.second(), growth, since, done.experiment()));
      log.accept(
          "ran one collection to tell retained from uncollected direct memory: %s before, %s after, %d ms"
              .formatted(
                  Quantity.bytes(done.experiment().beforeBytes()),
                  Quantity.bytes(done.experiment().afterBytes()),
                  done.experiment().pauseMillis()));
    }
  }

  private void countLiveObjects(Window window) {
    HeapMemory heap = window.snapshot().heap().value().orElse(null);
    if (!policy.experiments() || heap == null) {
      return;
    }
    Series live = window.liveSet();
    double newest = live.size() == 0 ? 0 : live.last();
    double floor = Math.max(newest, window.series(Account.HEAP_USED).last(SAWTOOTH).min());
    double worthwhile = GROWN_BETWEEN_COUNTS * heap.max();
    if (!plan.isDue(window.second(), floor, worthwhile)) {
      return;
    }
    Optional<String> tooCostly = liveObjects.tooCostly(heap.used());
    if (tooCostly.isPresent()) {
      if (!costTold) {
        log.accept(tooCostly.get());
        costTold = true;
      }
      ledger.record(new LiveCount(window.second(), 0, true));
      return;
    }
    liveObjects
        .count()
        .value()
        .ifPresent(
            count -> {
              plan.counted(window.second(), count.bytes(), worthwhile);
              ledger.record(new LiveCount(window.second(), count.bytes(), false));
              log.accept(
                  "counted live objects in one collection: %s live, %s"
                      .formatted(
                          Quantity.bytes(count.bytes()), Quantity.millis(count.pauseMillis())));
            });
  }
}
