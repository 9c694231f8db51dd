package io.memguard.it;

import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One line of {@code diagnoses.jsonl}, by the names that the line has. */
record Diagnosis(
    String time,
    String kind,
    String severity,
    double confidence,
    String fingerprint,
    String summary,
    String explanation,
    List<String> remedies,
    String account,
    long bytes,
    double growthBytesPerSecond,
    Long limitBytes,
    Long secondsToLimit,
    List<Culprit> culprits,
    List<Evidence> evidence,
    List<Experiment> experiments) {

  /** Who holds the memory, as the line names it. */
  record Culprit(String type, String name, long bytes, long count, List<String> detail) {}

  record Evidence(String name, double value, String unit) {}

  /** Something that was tried, with what it changed. */
  record Experiment(String action, long beforeBytes, long afterBytes, long pauseMillis) {}

  /** The figure with that name. */
  OptionalDouble evidence(String name) {
    return evidence.stream()
        .filter(e -> e.name().equals(name))
        .mapToDouble(Evidence::value)
        .findFirst();
  }

  /** Proved: worth waking somebody up. */
  boolean isAlarm() {
    return severity.equals("warning") || severity.equals("critical");
  }

  boolean isAlarmOf(String wanted) {
    return isAlarm() && kind.equals(wanted);
  }

  /** Whether a culprit, or the stack or chain that leads to it, fits. */
  boolean names(Pattern culprit) {
    return culprits.stream()
        .flatMap(c -> Stream.concat(Stream.of(c.name()), c.detail().stream()))
        .anyMatch(culprit.asPredicate());
  }

  @Override
  public String toString() {
    return "%s %s %s (%s of %s) %s".formatted(time, severity, kind, bytes, limitBytes, summary);
  }
}
