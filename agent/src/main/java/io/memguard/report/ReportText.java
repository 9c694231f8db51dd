package io.memguard.report;

import io.memguard.detect.Sizing;
import io.memguard.ledger.Statement;
import io.memguard.snapshot.Snapshot;
import io.memguard.verdict.Language;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** One moment whole, as text: the open verdicts, the worst first, the statement, the sizing. */
public final class ReportText {
  private ReportText() {}

  /** Lines, each ended by a newline; {@code liveSet} in bytes, 0 when it is not known. */
  public static String of(
      Snapshot snapshot,
      Statement statement,
      long liveSet,
      List<Verdict> verdicts,
      Sizing sizing,
      Language language) {
    StringBuilder text = new StringBuilder();
    text.append("MemGuard, pid ")
        .append(ProcessHandle.current().pid())
        .append(", ")
        .append(Instant.ofEpochMilli(snapshot.epochMillis()))
        .append("\n\n");
    verdicts.stream()
        .sorted(Comparator.comparing(Verdict::severity).reversed())
        .forEach(verdict -> text.append(VerdictText.of(verdict, language)).append("\n\n"));
    if (verdicts.stream().noneMatch(verdict -> verdict.severity().compareTo(Severity.INFO) > 0)) {
      text.append(language.say("nothing-grows")).append("\n\n");
    }
    text.append(StatementText.of(snapshot, statement, liveSet, language)).append("\n\n");
    return text.append(SizingText.of(sizing, language)).append('\n').toString();
  }
}
