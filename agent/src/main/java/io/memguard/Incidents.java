package io.memguard;

import io.memguard.act.DiskQuota;
import io.memguard.act.IncidentFolder;
import io.memguard.expose.http.FrozenPage;
import io.memguard.investigate.CaseBook.Change;
import io.memguard.report.Archive;
import io.memguard.report.StatementJson;
import io.memguard.report.VerdictText;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A folder for each trouble that is proved, with the report and the evidence of that moment: on
 * disk before the kernel kills, since it gives no warning. Where it may kill before anything is
 * proved, suspicions have theirs. The report is written anew whenever the verdict changes.
 */
final class Incidents {
  private static final int MOST = 20;

  /** Room that is made for one incident: its texts are some hundred kilobytes. */
  private static final long ROOM = 4 << 20;

  /** A container so full may be killed before a suspicion is proved. */
  private static final double NEARLY_FULL = 0.8;

  /** A suspicion that needs longer to its limit will be proved before, or is not what kills. */
  private static final long SOON_SECONDS = 600;

  private final Path life;
  private final DiskQuota quota;
  private final EvidenceTexts evidence;
  private final FlightDumps recordings;
  private final String version;
  private final Archivist archivist;
  private final Consumer<Phrase> log;
  private final Map<String, IncidentFolder> byFingerprint = new HashMap<>();
  private final Set<String> tried = new HashSet<>();
  private final Set<String> withEvidence = new HashSet<>();
  private boolean failing;

  /**
   * The incidents of one life.
   *
   * @param version of the agent
   * @param archivist lists them for the page
   * @param log hears why one could not be written, once until it works again
   */
  Incidents(
      Path life,
      DiskQuota quota,
      EvidenceTexts evidence,
      FlightDumps recordings,
      String version,
      Archivist archivist,
      Consumer<Phrase> log) {
    this.life = life;
    this.quota = quota;
    this.evidence = evidence;
    this.recordings = recordings;
    this.version = version;
    this.archivist = archivist;
    this.log = log;
  }

  /** The open cases that have no folder and deserve one now. */
  List<Verdict> due(List<Verdict> cases, Moment now) {
    boolean proofMayBeLate = now.containerShare() >= NEARLY_FULL;
    return byFingerprint.size() >= MOST
        ? List.of()
        : cases.stream()
            .filter(verdict -> isAlarm(verdict) || (proofMayBeLate && isSuspicion(verdict)))
            .filter(verdict -> !byFingerprint.containsKey(verdict.fingerprint()))
            .filter(verdict -> tried.add(verdict.fingerprint() + verdict.severity()))
            .toList();
  }

  /** That the limit will be met tells nothing beside what has a folder of its own. */
  private boolean isSuspicion(Verdict verdict) {
    return verdict.severity() == Severity.WATCH
        && verdict.secondsToLimit().orElse(0) <= SOON_SECONDS
        && (verdict.kind() != Kind.OOM_RISK || byFingerprint.isEmpty());
  }

  /** Opens the folder of a case; a sentence that says where it is. */
  Optional<Phrase> open(Verdict verdict) {
    try {
      if (!quota.makeRoom(ROOM)) {
        throw new IOException("it would pass dir-max, or remove what is not ours to remove");
      }
      IncidentFolder folder = IncidentFolder.create(life, verdict.kind().label());
      byFingerprint.put(verdict.fingerprint(), folder);
      archivist.opened(folder.path(), verdict, System.currentTimeMillis());
      failing = false;
      return Optional.of(Phrase.of("incident.kept", folder.path()));
    } catch (IOException | RuntimeException e) {
      failed(Phrase.of("incident.none", verdict.kind().label(), e));
      return Optional.empty();
    }
  }

  /** Writes what changed; the report first, since the evidence takes longer. */
  void write(Change change, Moment moment) {
    Verdict verdict = change.verdict();
    IncidentFolder folder = byFingerprint.get(verdict.fingerprint());
    if (folder == null) {
      return;
    }
    archivist.changed(folder.path(), verdict);
    try {
      if (verdict.severity() == Severity.CLEARED) {
        // The report stays what it was when there was something to report.
        folder.write("cleared.txt", text(verdict, moment));
        return;
      }
      folder.write("report.txt", text(verdict, moment));
      folder.write("report.json", json(verdict, moment));
      folder.write("report.html", FrozenPage.of(moment.published(Archive.EMPTY), version));
      if (verdict.severity().compareTo(Severity.WATCH) >= 0
          && withEvidence.add(verdict.fingerprint() + verdict.severity())) {
        recordings.into(folder);
        String at = "at-" + verdict.severity().label() + "/";
        for (Map.Entry<String, String> one : evidence.of(verdict.kind(), moment).entrySet()) {
          folder.write(at + one.getKey(), one.getValue());
        }
      }
      failing = false;
    } catch (IOException | RuntimeException e) {
      failed(Phrase.of("incident.failed", folder.path(), e));
    }
  }

  private static String text(Verdict verdict, Moment moment) {
    StringBuilder text =
        new StringBuilder(VerdictText.of(verdict, moment.language())).append("\n\n");
    text.append(moment.statementText()).append("\n\n");
    text.append(moment.sizingText()).append('\n');
    others(verdict, moment)
        .forEach(
            other ->
                text.append('\n').append(VerdictText.of(other, moment.language())).append('\n'));
    return text.toString();
  }

  private static List<Verdict> others(Verdict verdict, Moment moment) {
    return moment.verdicts().stream()
        .filter(other -> !other.fingerprint().equals(verdict.fingerprint()))
        .toList();
  }

  private static String json(Verdict verdict, Moment moment) {
    List<Verdict> verdicts = new ArrayList<>(List.of(verdict));
    verdicts.addAll(others(verdict, moment));
    return StatementJson.of(
        moment.snapshot().epochMillis(),
        moment.figures(),
        moment.statement().notes(),
        verdicts,
        moment.language());
  }

  private void failed(Phrase sentence) {
    if (!failing) {
      failing = true;
      log.accept(sentence);
    }
  }

  private static boolean isAlarm(Verdict verdict) {
    return verdict.severity().compareTo(Severity.WARNING) >= 0;
  }
}
