package io.memguard.expose;

import io.memguard.detect.Sizing;
import io.memguard.ledger.Statement;
import io.memguard.ledger.Timeline;
import io.memguard.report.Archive;
import io.memguard.snapshot.Snapshot;
import io.memguard.verdict.Language;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the web page and the metrics show: one published moment.
 *
 * @param liveSet newest live-set figure in bytes, 0 before the first
 * @param silence by detector, why it has no verdict
 * @param figures bytes by JMX attribute name
 * @param secondsToLimit until the first limit is met; empty when none will be
 * @param history the container's memory up to this moment
 * @param archive incidents and lives that are known at this moment
 * @param sizing what heap and container should be
 * @param language in which it is told
 */
public record Published(
    Snapshot snapshot,
    Statement statement,
    long liveSet,
    List<Verdict> verdicts,
    Map<String, String> silence,
    Map<String, Long> figures,
    OptionalLong secondsToLimit,
    Timeline.Points history,
    Archive archive,
    Sizing sizing,
    Language language) {

  /** The same moment, told in another language. */
  public Published in(Language other) {
    return other == language
        ? this
        : new Published(
            snapshot,
            statement,
            liveSet,
            verdicts,
            silence,
            figures,
            secondsToLimit,
            history,
            archive,
            sizing,
            other);
  }

  public String status() {
    return HealthView.status(verdicts);
  }
}
