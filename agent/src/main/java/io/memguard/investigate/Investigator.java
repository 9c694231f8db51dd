package io.memguard.investigate;

import io.memguard.detect.Question;
import io.memguard.ledger.Window;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.Set;

/** All investigations together; what one finds never keeps another from its work. */
public final class Investigator {
  /**
   * Growth that pauses is not over at once: what was found is kept, and stays armed, for so many
   * quiet ticks.
   */
  private static final int QUIET_TICKS = 60;

  private final List<Investigation> investigations;
  private int quietTicks;

  public Investigator(List<Investigation> investigations) {
    this.investigations = List.copyOf(investigations);
  }

  /** Settles what can be settled now. */
  public void settle(Set<Question> questions, Window window) {
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

  /** Called in each tick without an open case. */
  public void rest() {
    quietTicks++;
    if (quietTicks == QUIET_TICKS) {
      investigations.forEach(Investigation::rest);
    }
  }
}
