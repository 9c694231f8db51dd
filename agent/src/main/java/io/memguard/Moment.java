package io.memguard;

import io.memguard.detect.Sizing;
import io.memguard.expose.Figures;
import io.memguard.expose.Published;
import io.memguard.ledger.Statement;
import io.memguard.ledger.Timeline;
import io.memguard.report.Archive;
import io.memguard.report.SizingText;
import io.memguard.report.StatementText;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.Snapshot;
import io.memguard.verdict.Language;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The published view: everything outside reads the newest one and nothing else, so that log, beans
 * and files tell the same numbers.
 *
 * @param silence by detector, why it has no verdict
 * @param liveSet newest live-set figure in bytes, 0 before the first
 * @param history the container's memory up to this moment
 * @param sizing what heap and container should be
 * @param language in which it is told
 */
record Moment(
    Snapshot snapshot,
    Statement statement,
    long liveSet,
    List<Verdict> verdicts,
    Map<String, String> silence,
    Map<String, Long> figures,
    Timeline.Points history,
    Sizing sizing,
    Language language) {

  static Moment of(
      Snapshot snapshot,
      Statement statement,
      long liveSet,
      List<Verdict> verdicts,
      Map<String, String> silence,
      Timeline.Points history,
      Sizing sizing,
      Language language) {
    return new Moment(
        snapshot,
        statement,
        liveSet,
        List.copyOf(verdicts),
        silence,
        Figures.of(snapshot, statement, liveSet),
        history,
        sizing,
        language);
  }

  Moment with(List<Verdict> others) {
    return of(snapshot, statement, liveSet, others, silence, history, sizing, language);
  }

  /** The same moment with pages counted anew. */
  Moment with(Snapshot exact, Statement balanced) {
    return of(exact, balanced, liveSet, verdicts, silence, history, sizing, language);
  }

  String statementText() {
    return StatementText.of(snapshot, statement, liveSet, language);
  }

  String sizingText() {
    return SizingText.of(sizing, language);
  }

  /** The same for the web page and the metrics, with what lies under {@code dir}. */
  Published published(Archive archive) {
    return new Published(
        snapshot,
        statement,
        liveSet,
        verdicts,
        silence,
        figures,
        secondsToLimit(),
        history,
        archive,
        sizing,
        language);
  }

  /** What the kernel would kill for, as a share of the container's limit; 0 without a limit. */
  double containerShare() {
    return snapshot.container().value().map(ContainerMemory::share).orElse(0.0);
  }

  /** Until the first limit is met at the present pace, among what is growing. */
  OptionalLong secondsToLimit() {
    return verdicts.stream()
        .filter(verdict -> verdict.severity().compareTo(Severity.WATCH) >= 0)
        .map(Verdict::secondsToLimit)
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong)
        .min();
  }
}
