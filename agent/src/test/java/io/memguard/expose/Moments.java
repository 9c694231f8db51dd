package io.memguard.expose;

import io.memguard.detect.Sizing;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.Statement;
import io.memguard.ledger.Timeline;
import io.memguard.ledger.Window;
import io.memguard.report.Archive;
import io.memguard.snapshot.Snapshot;
import io.memguard.snapshot.Ticks;
import io.memguard.verdict.Language;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Published moments made of numbers. */
public final class Moments {
  private Moments() {}

  /** The next tick of that service, with these verdicts open. */
  public static Published of(Ticks service, Verdict... verdicts) {
    return of(Archive.EMPTY, service, verdicts);
  }

  /** The same with incidents and lives. */
  public static Published of(Archive archive, Ticks service, Verdict... verdicts) {
    Snapshot snapshot = service.next();
    Window window = new Ledger().append(snapshot);
    Statement statement = window.statement();
    long liveSet = 80 * Ticks.MIB;
    return new Published(
        snapshot,
        statement,
        liveSet,
        List.of(verdicts),
        Map.of("heap-leak", "the live set is flat"),
        Figures.of(snapshot, statement, liveSet),
        verdicts.length == 0 ? OptionalLong.empty() : verdicts[0].secondsToLimit(),
        new Timeline().append(snapshot, statement),
        archive,
        Sizing.of(window),
        Language.EN);
  }
}
