package io.memguard.act;

import io.memguard.verdict.Experiment;
import io.memguard.verdict.Phrase;

/** What became of a collection or a trim that was asked for. */
public sealed interface Attempt {

  /** It was done, and the account was measured before and after. */
  record Done(Experiment experiment) implements Attempt {}

  /** It was not done, or could not be judged; one sentence. */
  record Refused(Phrase sentence) implements Attempt {}
}
