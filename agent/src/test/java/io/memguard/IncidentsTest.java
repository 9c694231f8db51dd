package io.memguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.act.DiskQuota;
import io.memguard.detect.Sizing;
import io.memguard.investigate.CaseBook.Change;
import io.memguard.investigate.CaseBook.What;
import io.memguard.investigate.LiveObjects;
import io.memguard.investigate.SoftReferences;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.Timeline;
import io.memguard.ledger.Window;
import io.memguard.snapshot.Reading;
import io.memguard.snapshot.Snapshot;
import io.memguard.snapshot.Ticks;
import io.memguard.source.ClassHistogram;
import io.memguard.source.CommandRunner;
import io.memguard.source.KernelFiles;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which cases have a folder, and from when on. */
class IncidentsTest {
  private static final Verdict SUSPICION =
      ResponderTest.verdict(Kind.DIRECT_LEAK, Severity.WATCH, "direct-leak/direct", "direct");
  private static final Verdict PROVED =
      ResponderTest.verdict(Kind.DIRECT_LEAK, Severity.WARNING, "direct-leak/direct", "direct");
  private static final Verdict SYMPTOM =
      ResponderTest.verdict(Kind.OOM_RISK, Severity.WATCH, "oom-risk/container", "container");

  private final Ticks service = new Ticks(5);
  private final List<Phrase> log = new ArrayList<>();

  @TempDir Path root;

  @Test
  void aProvedTroubleHasOneAtAnyLevel() {
    Incidents incidents = incidents();
    assertThat(incidents.due(List.of(PROVED), moment(0.4, PROVED))).containsExactly(PROVED);
    assertThat(incidents.open(PROVED)).isPresent();
    assertThat(incidents.due(List.of(PROVED), moment(0.9, PROVED))).isEmpty();
  }

  @Test
  void aSuspicionHasOneWhereTheKernelMayComeFirst() {
    Incidents incidents = incidents();
    assertThat(incidents.due(List.of(SUSPICION), moment(0.78, SUSPICION))).isEmpty();
    Moment now = moment(0.82, SUSPICION);
    assertThat(incidents.due(List.of(SUSPICION), now)).containsExactly(SUSPICION);
    assertThat(incidents.open(SUSPICION)).isPresent();
    incidents.write(new Change(What.ACTED, SUSPICION), now);
    Path folder = root.resolve("life-20260101-000000-1/incidents/1-direct-leak");
    assertThat(folder.resolve("report.html")).isNotEmptyFile();
    assertThat(folder.resolve("at-watch/threads.txt")).hasContent("nobody answers here");
    assertThat(log).isEmpty();
  }

  @Test
  void aSlowSuspicionIsNotWhatKills() {
    Verdict slow =
        ResponderTest.verdict(
            Kind.METASPACE_LEAK, Severity.WATCH, "metaspace-leak/x", "metaspace", 7_200);
    assertThat(incidents().due(List.of(slow), moment(0.9, slow))).isEmpty();
  }

  @Test
  void whereTheCauseHasOneTheSymptomHasNone() {
    Incidents incidents = incidents();
    assertThat(incidents.open(SUSPICION)).isPresent();
    assertThat(incidents.due(List.of(SUSPICION, SYMPTOM), moment(0.9, SUSPICION, SYMPTOM)))
        .isEmpty();
    assertThat(incidents().due(List.of(SYMPTOM), moment(0.9, SYMPTOM))).containsExactly(SYMPTOM);
  }

  private Incidents incidents() {
    Path life = root.resolve("life-20260101-000000-1");
    CommandRunner mute = command -> Reading.unavailable("nobody answers here");
    DiskQuota quota = new DiskQuota(root, 1 << 30, life);
    return new Incidents(
        life,
        quota,
        new EvidenceTexts(
            mute,
            KernelFiles.ofThisProcess(),
            new LiveObjects(
                new ClassHistogram(mute), SoftReferences.of(null), Duration.ofSeconds(1)),
            service.next()),
        new FlightDumps(() -> Reading.unavailable("jfr=off"), quota, log::add),
        "1.2.3",
        new Archivist(false, root),
        log::add);
  }

  /** The service in a container that it fills by that share. */
  private Moment moment(double share, Verdict... verdicts) {
    double used = service.nonReclaimable() / (double) Ticks.MIB;
    service.limit = OptionalLong.of(Math.round(used / share));
    Snapshot snapshot = service.next();
    Window window = new Ledger().append(snapshot);
    return Moment.of(
        snapshot,
        window.statement(),
        0,
        List.of(verdicts),
        Map.of(),
        new Timeline().append(snapshot, window.statement()),
        Sizing.of(window),
        Language.EN);
  }
}
