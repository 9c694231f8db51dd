package io.memguard.investigate;

import io.memguard.act.Attempt;
import io.memguard.act.TrimNativeHeap;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The trim that tells what the C library keeps from what is in use. Its trial is kept under {@link
 * Account#MALLOC_RETAINED}: the growth is what was kept, the experiment is resident memory.
 */
public final class TrimOnce implements Investigation {
  /** Another trim only when more is kept than before the last one, by this share. */
  private static final double OUTGREW = 0.3;

  /** Where nothing was kept the last time, the question is asked again after so long. */
  private static final double AGAIN_SECONDS = 600;

  private final Ledger ledger;
  private final TrimNativeHeap trim;
  private final boolean repeat;
  private final Supplier<Reading<Long>> resident;
  private final Consumer<Phrase> log;
  private boolean refusalTold;

  /**
   * The experiment with its gauge.
   *
   * @param repeat {@code actions=full}: trim again although the answer is known, as a remedy
   * @param resident anonymous resident memory of this process, read at once
   */
  public TrimOnce(
      Ledger ledger,
      TrimNativeHeap trim,
      boolean repeat,
      Supplier<Reading<Long>> resident,
      Consumer<Phrase> log) {
    this.ledger = ledger;
    this.trim = trim;
    this.repeat = repeat;
    this.resident = resident;
    this.log = log;
  }

  @Override
  public void settle(Set<Question> questions, Window window) {
    if (!questions.contains(Question.TRIM) || !(repeat || isNews(window))) {
      return;
    }
    Attempt attempt = trim.run(resident);
    if (attempt instanceof Attempt.Done done) {
      note(done.experiment(), window);
    } else if (attempt instanceof Attempt.Refused refused && !refusalTold) {
      refusalTold = true;
      log.accept(refused.sentence());
    }
  }

  private static boolean isNews(Window window) {
    Optional<Trial> last = window.lastTrial(Account.MALLOC_RETAINED);
    if (last.isEmpty()) {
      return true;
    }
    Series kept = window.series(Account.MALLOC_RETAINED);
    double now = kept.size() == 0 ? 0 : kept.last();
    return now > (1 + OUTGREW) * last.get().growth()
        || window.second() - last.get().second() > AGAIN_SECONDS;
  }

  private void note(Experiment experiment, Window window) {
    Series kept = window.series(Account.MALLOC_RETAINED);
    double now = kept.size() == 0 ? 0 : kept.last();
    double seconds =
        kept.size() == 0 ? 0 : kept.lastSecond() - kept.lastSecondAtOrBelow(kept.min());
    ledger.record(
        new Trial(Account.MALLOC_RETAINED, window.second(), (long) now, seconds, experiment));
    log.accept(
        Phrase.of(
            "log.trimmed",
            Quantity.bytes(experiment.beforeBytes()),
            Quantity.bytes(experiment.afterBytes()),
            experiment.pauseMillis()));
  }
}
