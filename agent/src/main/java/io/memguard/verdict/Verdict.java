package io.memguard.verdict;

import java.util.List;
import java.util.OptionalLong;

/**
 * A diagnosis in three parts (what, why, what to do) with the figures behind it. It is of no
 * language; whoever shows it chooses one.
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
 * @param forecast when that limit will be met
 * @param actions what MemGuard did about it, as sentences
 */
public record Verdict(
    Kind kind,
    Severity severity,
    double confidence,
    String fingerprint,
    Phrase summary,
    Phrase explanation,
    List<Phrase> remedies,
    String account,
    long bytes,
    double growthBytesPerSecond,
    OptionalLong limitBytes,
    Forecast forecast,
    List<Culprit> culprits,
    List<Evidence> evidence,
    List<Experiment> experiments,
    List<Phrase> actions) {

  /** Until the limit is met at this pace; empty when it will not be. */
  public OptionalLong secondsToLimit() {
    return forecast.seconds();
  }

  public Verdict withSeverity(Severity other) {
    return copy(other, summary, explanation, culprits, actions);
  }

  /** The same with culprits, the first of them named in the summary. */
  public Verdict withCulprits(List<Culprit> found, Phrase clause) {
    return copy(severity, summary.then(clause), explanation, found, actions);
  }

  /** The same with one more sentence of explanation. */
  public Verdict withNote(Phrase sentence) {
    return copy(severity, summary, Phrase.sentences(explanation, sentence), culprits, actions);
  }

  public Verdict withActions(List<Phrase> done) {
    return copy(severity, summary, explanation, culprits, done);
  }

  private Verdict copy(
      Severity level, Phrase sentence, Phrase why, List<Culprit> who, List<Phrase> done) {
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
        forecast,
        List.copyOf(who),
        evidence,
        experiments,
        List.copyOf(done));
  }
}
