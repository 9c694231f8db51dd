package io.memguard;

import io.memguard.Responder.Done;
import io.memguard.investigate.CaseBook;
import io.memguard.investigate.CaseBook.Change;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is done about the cases of a tick: evidence is kept, a heap dump is taken. Each deed becomes
 * part of its case and is told with the change that led to it.
 */
final class Responses {
  private final CaseBook cases;
  private final Consumer<Phrase> told;
  private Optional<Incidents> incidents = Optional.empty();
  private Optional<Responder> dumps = Optional.empty();

  /** {@code told} hears a sentence for each heap dump, taken or refused. */
  Responses(CaseBook cases, Consumer<Phrase> told) {
    this.cases = cases;
    this.told = told;
  }

  /** From now on there is a folder that can be written to. */
  void keep(Incidents folders) {
    incidents = Optional.of(folders);
  }

  /** From now on heap dumps may be taken. */
  void dump(Responder responder) {
    dumps = Optional.of(responder);
  }

  /** Does what the moment asks for; {@code changes} gain what was done. */
  void to(Moment now, List<Change> changes) {
    boolean opened = false;
    List<Verdict> due = incidents.map(all -> all.due(cases.verdicts(), now)).orElse(List.of());
    for (Verdict verdict : due) {
      Optional<Phrase> folder = incidents.flatMap(all -> all.open(verdict));
      folder.ifPresent(sentence -> note(verdict.fingerprint(), sentence, changes));
      opened |= folder.isPresent();
    }
    if (opened) {
      // Before the dump: it takes longest, and it may be the end.
      write(now, changes);
    }
    for (Done done : dumps.map(responder -> responder.respond(now)).orElse(List.of())) {
      told.accept(done.sentence());
      note(done.fingerprint(), done.sentence(), changes);
    }
  }

  /** Writes the reports of what changed. */
  void write(Moment now, List<Change> changes) {
    incidents.ifPresent(folders -> changes.forEach(change -> folders.write(change, now)));
  }

  private void note(String fingerprint, Phrase sentence, List<Change> changes) {
    for (Change action : cases.acted(fingerprint, sentence)) {
      boolean told = false;
      for (int i = 0; i < changes.size(); i++) {
        if (changes.get(i).verdict().fingerprint().equals(fingerprint)) {
          changes.set(i, new Change(changes.get(i).what(), action.verdict()));
          told = true;
        }
      }
      if (!told) {
        changes.add(action);
      }
    }
  }
}
