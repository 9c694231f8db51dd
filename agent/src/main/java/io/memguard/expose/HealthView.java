package io.memguard.expose;

import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the health bean shows: one published moment.
 *
 * @param secondsToLimit until the first limit is met; empty when none will be
 * @param statement the statement of the last sample as text
 * @param sizing advice on sizes as text
 */
public record HealthView(
    List<Verdict> verdicts, OptionalLong secondsToLimit, String statement, String sizing) {

  public HealthView {
    verdicts = List.copyOf(verdicts);
  }

  /** {@code ok}, or the label of the worst verdict from {@code watch} on. */
  public String status() {
    return status(verdicts);
  }

  static String status(List<Verdict> verdicts) {
    return verdicts.stream()
        .map(Verdict::severity)
        .filter(severity -> severity.compareTo(Severity.WATCH) >= 0)
        .max(Severity::compareTo)
        .map(Severity::label)
        .orElse("ok");
  }
}
