package io.memguard.investigate;

import io.memguard.act.Attempt;
import io.memguard.act.CollectGarbage;
import io.memguard.detect.Question;
import io.memguard.ledger.Account;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;
import io.memguard.snapshot.Reading;
import io.memguard.verdict.Experiment;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The collection that tells retained memory from memory that merely waits for a collection. One
 * collection answers for every account that it may release.
 */
public final class CollectOnce implements Investigation {
  /** Another collection only when an account outgrew its last trial by this share. */
  private static final double OUTGREW = 0.3;

  private static final Map<Question, Account> ABOUT =
      Map.of(
          Question.COLLECT_FOR_OFF_HEAP, Account.OFF_HEAP,
          Question.RELEASE_OFF_HEAP, Account.OFF_HEAP,
          Question.COLLECT_FOR_METASPACE, Account.METASPACE,
          Question.COLLECT_FOR_MAPPED, Account.MAPPED,
          Question.COLLECT_FOR_NATIVE, Account.JNI_MALLOC);

  private final Ledger ledger;
  private final CollectGarbage collect;
  private final boolean repeat;
  private final Map<Account, Supplier<Reading<Long>>> gauges;
  private final Consumer<Phrase> log;

  /**
   * The experiment with its gauges.
   *
   * @param repeat {@code actions=full}: collect again although the answer is known, as a remedy
   * @param gauges how to read an account at once, for each account that may be asked about
   */
  public CollectOnce(
      Ledger ledger,
      CollectGarbage collect,
      boolean repeat,
      Map<Account, Supplier<Reading<Long>>> gauges,
      Consumer<Phrase> log) {
    this.ledger = ledger;
    this.collect = collect;
    this.repeat = repeat;
    this.gauges = Map.copyOf(gauges);
    this.log = log;
  }

  @Override
  public void settle(Set<Question> questions, Window window) {
    List<Account> asked =
        ABOUT.entrySet().stream()
            .filter(entry -> questions.contains(entry.getKey()))
            .map(Map.Entry::getValue)
            .distinct()
            .filter(gauges::containsKey)
            .sorted()
            .toList();
    if (questions.contains(Question.RELEASE_OFF_HEAP)
        || asked.stream().anyMatch(account -> repeat || outgrew(account, window))) {
      collect(asked, window);
    }
  }

  private static boolean outgrew(Account account, Window window) {
    Optional<Trial> last = window.lastTrial(account);
    double now = window.series(account).last();
    return last.map(trial -> now > (1 + OUTGREW) * Math.max(1, trial.experiment().beforeBytes()))
        .orElse(true);
  }

  private void collect(List<Account> asked, Window window) {
    Map<Account, Long> before = new EnumMap<>(Account.class);
    asked.forEach(one -> gauges.get(one).get().value().ifPresent(b -> before.put(one, b)));
    Account first = asked.get(0);
    if (!(collect.run(gauges.get(first)) instanceof Attempt.Done done)) {
      return;
    }
    long millis = done.experiment().pauseMillis();
    note(first, done.experiment(), window);
    for (Account other : asked.subList(1, asked.size())) {
      Reading<Long> after = gauges.get(other).get();
      if (before.containsKey(other) && after.isKnown()) {
        long bytes = after.value().orElseThrow();
        note(other, new Experiment("gc", before.get(other), bytes, millis), window);
      }
    }
    log.accept(
        Phrase.of(
            "log.collected",
            first.label(),
            Quantity.bytes(done.experiment().beforeBytes()),
            Quantity.bytes(done.experiment().afterBytes()),
            millis));
  }

  private void note(Account account, Experiment experiment, Window window) {
    Series series = window.series(account);
    if (series.size() == 0) {
      return;
    }
    double low = series.min();
    ledger.record(
        new Trial(
            account,
            window.second(),
            experiment.beforeBytes() - (long) low,
            series.lastSecond() - series.lastSecondAtOrBelow(low),
            experiment));
  }
}
