package io.memguard.cli;

import io.memguard.verdict.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the agent in another JVM publishes at one moment.
 *
 * @param status {@code ok} or the label of the worst verdict
 * @param statement the text of the statement; empty before the first sample
 * @param diagnoses the worst first
 * @param figures bytes by the attribute names of the memory bean
 */
record Health(
    String status,
    OptionalLong secondsToLimit,
    String statement,
    List<Diagnosis> diagnoses,
    Map<String, Long> figures) {

  Health {
    diagnoses =
        diagnoses.stream().sorted(Comparator.comparing(Diagnosis::severity).reversed()).toList();
    figures = Map.copyOf(figures);
  }

  Severity severity() {
    return diagnoses.isEmpty() ? Severity.INFO : diagnoses.get(0).severity();
  }
}
