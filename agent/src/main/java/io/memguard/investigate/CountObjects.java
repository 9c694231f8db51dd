package io.memguard.investigate;

import io.memguard.detect.Question;
import io.memguard.ledger.Account;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.LiveCount;
import io.memguard.ledger.Series;
import io.memguard.ledger.Window;
import io.memguard.snapshot.HeapMemory;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Counts live objects while the heap is under suspicion, and names the classes that grow. */
public final class CountObjects implements Investigation {
  /** The live set must rise by this share of the maximum heap before it is counted again. */
  private static final double GROWN_BETWEEN_COUNTS = 0.08;

  /** So many samples of used heap are taken to hold a low of its sawtooth. */
  private static final int SAWTOOTH = 5;

  private final Ledger ledger;
  private final LiveObjects liveObjects;
  private final Consumer<Phrase> log;
  private final CountPlan plan = new CountPlan();
  private boolean costTold;

  public CountObjects(Ledger ledger, LiveObjects liveObjects, Consumer<Phrase> log) {
    this.ledger = ledger;
    this.liveObjects = liveObjects;
    this.log = log;
  }

  @Override
  public void settle(Set<Question> questions, Window window) {
    HeapMemory heap = window.snapshot().heap().value().orElse(null);
    if (!questions.contains(Question.COUNT_LIVE_OBJECTS) || heap == null) {
      return;
    }
    Series live = window.liveSet();
    double newest = live.size() == 0 ? 0 : live.last();
    Series used = window.series(Account.HEAP_USED).since(plan.lastSecond() + 1e-9);
    double settled = used.size() < SAWTOOTH ? 0 : used.last(SAWTOOTH).min();
    double floor = Math.max(newest, settled);
    double worthwhile = GROWN_BETWEEN_COUNTS * heap.max();
    if (!plan.isDue(window.second(), floor, worthwhile)) {
      return;
    }
    Optional<Phrase> tooCostly = liveObjects.tooCostly(heap.used());
    if (tooCostly.isPresent()) {
      if (!costTold) {
        log.accept(tooCostly.get());
        costTold = true;
      }
      // What earlier counts said of soft references is still true.
      ledger.record(LiveCount.refused(window.second(), liveObjects.growsSoftly()));
      return;
    }
    liveObjects.count().value().ifPresent(count -> note(count, window.second(), worthwhile));
  }

  private void note(LiveObjects.Count count, double second, double worthwhile) {
    plan.counted(second, count.bytes(), worthwhile);
    ledger.record(new LiveCount(second, count.bytes(), false, liveObjects.growsSoftly()));
    log.accept(
        Phrase.of(
            "classes.counted",
            Quantity.bytes(count.bytes()),
            Quantity.millis(count.pauseMillis())));
  }

  @Override
  public Verdict enrich(Verdict verdict) {
    if (!verdict.culprits().isEmpty()) {
      return verdict;
    }
    if (verdict.kind() == Kind.HEAP_PRESSURE || verdict.kind() == Kind.GC_OVERHEAD) {
      List<Culprit> largest = liveObjects.largest();
      return largest.isEmpty()
          ? verdict
          : verdict.withCulprits(largest, Phrase.of("classes.largest", largest.get(0).name()));
    }
    if (verdict.kind() != Kind.HEAP_LEAK) {
      return verdict;
    }
    List<Culprit> growing = liveObjects.growing();
    return growing.isEmpty()
        ? verdict
        : verdict.withCulprits(growing, Phrase.of("classes.growing", growing.get(0).name()));
  }

  @Override
  public void rest() {
    liveObjects.forget();
    plan.startOver();
  }
}
