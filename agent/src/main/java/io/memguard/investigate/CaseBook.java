package io.memguard.investigate;

import io.memguard.verdict.Culprit;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The open cases: follows each trouble from its first suspicion until it is cleared. One trouble
 * (fingerprint) is one case; its severity never falls until it is over, and it is over when its
 * detector has been silent for a while.
 */
public final class CaseBook {
  /** A detector must be silent for so many ticks before a proved trouble is called over. */
  private static final int SILENT_TICKS = 12;

  /** A mere suspicion is dropped sooner, the first time. */
  private static final int SILENT_TICKS_OF_A_SUSPICION = 6;

  /** With each return of a suspicion twice the patience, so that it is not told over and over. */
  private static final int MOST_DOUBLINGS = 6;

  private final Map<String, Case> open = new LinkedHashMap<>();

  /** How often a suspicion was dropped, by fingerprint; there are few. */
  private final Map<String, Integer> dropped = new HashMap<>();

  /** Something to tell: the verdict as it stands now, cleared ones included. */
  public record Change(What what, Verdict verdict) {}

  /** Why a verdict is told again. */
  public enum What {
    APPEARED,
    ROSE,
    CULPRIT_FOUND,
    ACTED,
    CLEARED
  }

  private static final class Case {
    private Verdict verdict;
    private int silent;
    private final List<Phrase> actions = new ArrayList<>();
  }

  /** Takes this tick's verdicts and returns what is worth telling. */
  public List<Change> update(List<Verdict> verdicts) {
    List<Change> changes = new ArrayList<>();
    open.values().forEach(open -> open.silent++);
    for (Verdict verdict : verdicts) {
      follow(verdict, changes);
    }
    for (Iterator<Case> cases = open.values().iterator(); cases.hasNext(); ) {
      Case one = cases.next();
      if (one.silent > patience(one.verdict)) {
        cases.remove();
        if (isSuspicion(one.verdict)) {
          dropped.merge(one.verdict.fingerprint(), 1, Integer::sum);
        }
        changes.add(new Change(What.CLEARED, one.verdict.withSeverity(Severity.CLEARED)));
      }
    }
    return changes;
  }

  private int patience(Verdict verdict) {
    if (!isSuspicion(verdict)) {
      return SILENT_TICKS;
    }
    int returns = dropped.getOrDefault(verdict.fingerprint(), 0);
    return SILENT_TICKS_OF_A_SUSPICION << Math.min(returns, MOST_DOUBLINGS);
  }

  private static boolean isSuspicion(Verdict verdict) {
    return verdict.severity().compareTo(Severity.WARNING) < 0;
  }

  private void follow(Verdict verdict, List<Change> changes) {
    Case known = open.get(verdict.fingerprint());
    if (known == null) {
      known = new Case();
      known.verdict = verdict;
      open.put(verdict.fingerprint(), known);
      changes.add(new Change(What.APPEARED, verdict));
      return;
    }
    known.silent = 0;
    Verdict before = known.verdict;
    Severity severity =
        before.severity().compareTo(verdict.severity()) > 0
            ? before.severity()
            : verdict.severity();
    List<Phrase> actions = new ArrayList<>(verdict.actions());
    actions.addAll(known.actions);
    known.verdict = verdict.withSeverity(severity).withActions(actions);
    if (severity != before.severity()) {
      changes.add(new Change(What.ROSE, known.verdict));
    } else if (isBetterNamed(before, verdict)) {
      changes.add(new Change(What.CULPRIT_FOUND, known.verdict));
    }
  }

  /** The first culprit of all, and the first holder: it leads from a class to the line to mend. */
  private static boolean isBetterNamed(Verdict before, Verdict now) {
    return (before.culprits().isEmpty() && !now.culprits().isEmpty())
        || (!namesHolder(before) && namesHolder(now));
  }

  private static boolean namesHolder(Verdict verdict) {
    return verdict.culprits().stream().anyMatch(c -> c.type() == Culprit.Type.HOLDER);
  }

  /** Notes what was done about a case; it is told again with it. */
  public List<Change> acted(String fingerprint, Phrase sentence) {
    Case known = open.get(fingerprint);
    if (known == null) {
      return List.of();
    }
    known.actions.add(sentence);
    List<Phrase> actions = new ArrayList<>(known.verdict.actions());
    actions.add(sentence);
    known.verdict = known.verdict.withActions(actions);
    return List.of(new Change(What.ACTED, known.verdict));
  }

  public List<Verdict> verdicts() {
    return open.values().stream().map(one -> one.verdict).toList();
  }
}
