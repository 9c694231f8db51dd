package io.memguard.investigate;

import io.memguard.detect.Question;
import io.memguard.ledger.Window;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Verdict;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** All investigations together; what one finds never keeps another from its work. */
public final class Investigator {
  /**
   * Growth that pauses is not over at once: what was found is kept, and stays armed, for so many
   * quiet ticks.
   */
  private static final int QUIET_TICKS = 60;

  /** Nothing is asked for these, and they may stay open for the whole life of a service. */
  private static final Set<Kind> NEVER_ASKED =
      EnumSet.of(
          Kind.LIMIT_MISMATCH,
          Kind.NEIGHBOUR,
          Kind.OOM_KILLED,
          Kind.SWAP_THRASH,
          Kind.SYSTEM_FRAGMENTATION);

  private final List<Investigation> investigations;
  private final BiConsumer<String, Throwable> failures;
  private int quietTicks;

  /**
   * All of them.
   *
   * @param failures hears which investigation failed, and of what
   */
  public Investigator(List<Investigation> investigations, BiConsumer<String, Throwable> failures) {
    this.investigations = List.copyOf(investigations);
    this.failures = failures;
  }

  /**
   * Settles what can be settled now; where nothing is asked and no open case needs it, rests.
   *
   * @param open the verdicts of all open cases
   */
  public void settle(Set<Question> questions, Collection<Verdict> open, Window window) {
    if (questions.isEmpty() && open.stream().map(Verdict::kind).allMatch(NEVER_ASKED::contains)) {
      rest();
      return;
    }
    quietTicks = 0;
    each(investigation -> investigation.settle(questions, window));
  }

  /** Adds what was found out to a verdict. */
  public Verdict enrich(Verdict verdict) {
    AtomicReference<Verdict> enriched = new AtomicReference<>(verdict);
    each(investigation -> enriched.set(investigation.enrich(enriched.get())));
    return enriched.get();
  }

  private void rest() {
    quietTicks++;
    if (quietTicks == QUIET_TICKS) {
      each(Investigation::rest);
    }
  }

  /** Errors of the JVM itself are for the tick to bear. */
  private void each(Consumer<Investigation> step) {
    for (Investigation investigation : investigations) {
      try {
        step.accept(investigation);
      } catch (RuntimeException | LinkageError e) {
        failures.accept(investigation.getClass().getSimpleName(), e);
      }
    }
  }
}
