package io.memguard.verdict;

import java.util.List;
import java.util.OptionalLong;

/**
 * A diagnosis in three parts (what, why, what to do) with the figures behind it.
 *
 * @param confidence 0 to 1
 * @param fingerprint the same trouble keeps it for its whole life: one trouble, one alarm
 * @param summary one sentence with the number
 * @param explanation why it matters and what else it might be
 * @param remedies in the order to try them
 * @param account the ledger account that grows
 * @param bytes that account now
 * @param growthBytesPerSecond robust slope; 0 when it does not grow
 * @param limitBytes the limit that binds first
 * @param secondsToLimit at this pace; empty when the limit will not be met
 * @param actions what MemGuard did about it, as sentences
 */
public record Verdict(
    Kind kind,
    Severity severity,
    double confidence,
    String fingerprint,
    String summary,
    String explanation,
    List<String> remedies,
    String account,
    long bytes,
    double growthBytesPerSecond,
    OptionalLong limitBytes,
    OptionalLong secondsToLimit,
    List<Culprit> culprits,
    List<Evidence> evidence,
    List<Experiment> experiments,
    List<String> actions) {

  public Verdict withSeverity(Severity other) {
    return copy(other, summary, explanation, culprits, actions);
  }

  /** The same with culprits, the first of them named in the summary. */
  public Verdict withCulprits(List<Culprit> found, String clause) {
    return copy(severity, summary + clause, explanation, found, actions);
  }

  /** The same with one more sentence of explanation. */
  public Verdict withNote(String sentence) {
    return copy(severity, summary, explanation + " " + sentence, culprits, actions);
  }

  public Verdict withActions(List<String> done) {
    return copy(severity, summary, explanation, culprits, done);
  }

  private Verdict copy(
      Severity level, String sentence, String why, List<Culprit> who, List<String> done) {
    return new Verdict(
        kind,
        level,
        confidence,
        fingerprint,
        sentence,
        why,
        remedies,
        account,
        bytes,
        growthBytesPerSecond,
        limitBytes,
        secondsToLimit,
        List.copyOf(who),
        evidence,
        experiments,
        List.copyOf(done));
  }
}
