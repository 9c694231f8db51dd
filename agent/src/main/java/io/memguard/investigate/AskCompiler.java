package io.memguard.investigate;

import io.memguard.detect.Question;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.Window;
import io.memguard.snapshot.CompilerState;
import io.memguard.source.Source;
import java.util.Set;

/** Asks now and then whether the JIT compiler still runs, while the code cache is nearly full. */
public final class AskCompiler implements Investigation {
  private static final double GAP_SECONDS = 5;

  private final Ledger ledger;
  private final Source<CompilerState> compiler;
  private double nextSecond;

  public AskCompiler(Ledger ledger, Source<CompilerState> compiler) {
    this.ledger = ledger;
    this.compiler = compiler;
  }

  @Override
  public void settle(Set<Question> questions, Window window) {
    if (questions.contains(Question.ASK_COMPILER) && window.second() >= nextSecond) {
      nextSecond = window.second() + GAP_SECONDS;
      compiler.read().value().ifPresent(ledger::record);
    }
  }
}
