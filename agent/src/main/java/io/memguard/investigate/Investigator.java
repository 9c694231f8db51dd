package io.memguard.investigate;

import io.memguard.detect.Question;
import io.memguard.ledger.Window;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Verdict;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

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
  private int quietTicks;

  public Investigator(List<Investigation> investigations) {
    this.investigations = List.copyOf(investigations);
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
    investigations.forEach(investigation -> investigation.settle(questions, window));
  }

  /** Adds what was found out to a verdict. */
  public Verdict enrich(Verdict verdict) {
    Verdict enriched = verdict;
    for (Investigation investigation : investigations) {
      enriched = investigation.enrich(enriched);
    }
    return enriched;
  }

  private void rest() {
    quietTicks++;
    if (quietTicks == QUIET_TICKS) {
      investigations.forEach(Investigation::rest);
    }
  }
}
