package io.memguard.detect;

import io.memguard.snapshot.ContainerMemory;
import io.memguard.verdict.Experiment;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;

/** Turns of speech that several verdicts share. */
final class Words {
  private Words() {}

  /** The sentence {@code key} with what the account held before and after. */
  static Phrase beforeAndAfter(String key, Experiment experiment) {
    return Phrase.of(
        key, Quantity.bytes(experiment.beforeBytes()), Quantity.bytes(experiment.afterBytes()));
  }

  /** The clause that some thread waited for memory, where the kernel tells it. */
  static Phrase stalled(ContainerMemory container) {
    return container.stalled().isPresent()
        ? Phrase.of("stalled", Quantity.rounded(container.stalled().getAsDouble()))
        : Phrase.NONE;
  }

  /** The sentence {@code key} with this JVM's process id, for a command to copy. */
  static Phrase withPid(String key) {
    return Phrase.of(key, ProcessHandle.current().pid());
  }
}
