package io.memguard.act;

import io.memguard.snapshot.Reading;
import io.memguard.source.CommandRunner;
import io.memguard.verdict.Phrase;
import java.util.function.Supplier;

/**
 * One full collection as an experiment: what an account still holds after it is retained, not just
 * uncollected.
 */
public final class CollectGarbage {

  private final MeasuredCommand command;
  private final boolean explicitGcDisabled;

  /**
   * @param explicitGcDisabled the flag {@code DisableExplicitGC}. {@code GC.run} collects in spite
   *     of it, but whoever set it does not want collections from outside
   */
  public CollectGarbage(CommandRunner commands, boolean explicitGcDisabled, Budget budget) {
    this.command = new MeasuredCommand("gc", "attempt.no-collection", "GC.run", commands, budget);
    this.explicitGcDisabled = explicitGcDisabled;
  }

  /** Collects and waits up to two seconds for cleaners to release what died. */
  public Attempt run(Supplier<Reading<Long>> account) {
    if (explicitGcDisabled) {
      return command.refused(Phrase.of("attempt.forbidden"));
    }
    return command.run(account);
  }
}
