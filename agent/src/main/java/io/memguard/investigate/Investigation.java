package io.memguard.investigate;

import io.memguard.detect.Question;
import io.memguard.ledger.Window;
import io.memguard.verdict.Verdict;
import java.util.Set;

/**
 * One way to find out more about a suspicion: an experiment or a closer look. It keeps to its
 * budget, writes figures into the ledger and names culprits.
 */
public interface Investigation {

  /** Settles those of the questions that are its own, if its budget allows it now. */
  void settle(Set<Question> questions, Window window);

  /** Adds what was found out to a verdict that it speaks for. */
  default Verdict enrich(Verdict verdict) {
    return verdict;
  }

  /** No case has been open for a while: nothing stays armed and nothing is kept. */
  default void rest() {}
}
