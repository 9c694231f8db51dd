package io.memguard;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.act.DiskQuota;
import io.memguard.act.HeapDump;
import io.memguard.detect.Sizing;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.Timeline;
import io.memguard.ledger.Window;
import io.memguard.snapshot.Snapshot;
import io.memguard.snapshot.Ticks;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a heap dump is taken, and what is said. The dumps are of this JVM. */
class ResponderTest {
  private static final long GIB = 1L << 30;

  private final Ticks service = new Ticks(5);
  private Optional<String> refusal = Optional.empty();

  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(strings = {"leak", "pressure"})
  void aProvedHeapLeakIsDumped(String option) {
    Responder responder = responder("heap-dump=" + option, 0);
    assertThat(responder.respond(moment(60, heapLeak(Severity.WATCH)))).isEmpty();
    assertThat(responder.respond(moment(60, heapLeak(Severity.WARNING))))
        .singleElement()
        .returns("heap-leak/heap", Responder.Done::fingerprint)
        .returns(true, done -> english(done.sentence()).contains("(a heap leak is proved)"));
  }

  @Test
  void aLiveSetPastItsThresholdIsDumpedUnderPressure() {
    service.heapMax = 100;
    assertThat(reasons("heap-dump=pressure", moment(89))).isEmpty();
    assertThat(reasons("heap-dump=pressure", moment(90)))
        .containsExactly("the live set is 90 % of the maximum heap");
    assertThat(reasons("heap-dump=leak", moment(90))).isEmpty();
  }

  @Test
  void aContainerPastItsThresholdIsDumpedUnderPressure() {
    service.limit = OptionalLong.of(1 + service.nonReclaimable() / Ticks.MIB);
    assertThat(reasons("heap-dump=pressure", moment(60)))
        .singleElement()
        .asString()
        .startsWith("memory that cannot be reclaimed is ");
    assertThat(reasons("heap-dump=leak", moment(60))).isEmpty();
    service.limit = OptionalLong.of(2 * service.limit.getAsLong());
    assertThat(reasons("heap-dump=pressure", moment(60))).isEmpty();
  }

  @Test
  void aForecastIsDumpedWhereTheHeapIsAmongWhatGrows() {
    assertThat(reasons("heap-dump=leak", moment(60, oomRisk(Severity.CRITICAL, "heap"))))
        .containsExactly("the heap grows and the container will be killed in about 1 min 30 s");
    assertThat(
            reasons(
                "heap-dump=leak",
                moment(60, oomRisk(Severity.CRITICAL, "container"), heapLeak(Severity.WATCH))))
        .hasSize(1);
    // A dump of the heap says nothing of what grows beside it.
    assertThat(reasons("heap-dump=leak", moment(60, oomRisk(Severity.CRITICAL, "container"))))
        .isEmpty();
    assertThat(reasons("heap-dump=leak", moment(60, oomRisk(Severity.WARNING, "heap")))).isEmpty();
  }

  /** The JVM's own dump on OutOfMemoryError does not come then: Java code throws this one. */
  @Test
  void directMemoryThatWasRefusedIsDumped() {
    refusal =
        Optional.of("Cannot reserve 4096 bytes of direct buffer memory (allocated: 1, limit: 2)");
    assertThat(reasons("heap-dump=leak", moment(60)))
        .containsExactly("OutOfMemoryError: " + refusal.orElseThrow());
    Verdict leak = verdict(Kind.DIRECT_LEAK, Severity.WARNING, "direct-leak/direct", "direct");
    assertThat(responder("heap-dump=leak", 0).respond(moment(60, leak)))
        .extracting(Responder.Done::fingerprint)
        .containsExactly("direct-leak/direct");
    assertThat(reasons("heap-dump=off", moment(60))).isEmpty();
  }

  @Test
  void offIsOff() {
    Moment now = moment(511, heapLeak(Severity.CRITICAL), oomRisk(Severity.CRITICAL, "heap"));
    assertThat(reasons("heap-dump=off", now)).isEmpty();
  }

  @Test
  void twoTroublesAtOnceShareOneDump() throws IOException {
    Responder responder = responder("heap-dump=leak", 2);
    List<Responder.Done> done =
        responder.respond(
            moment(60, heapLeak(Severity.WARNING), oomRisk(Severity.CRITICAL, "heap")));

    assertThat(done)
        .extracting(Responder.Done::fingerprint)
        .containsExactly("heap-leak/heap", "oom-risk/container");
    assertThat(english(done.get(0).sentence()))
        .startsWith("A heap dump of ")
        .contains("(a heap leak is proved) in ", "were predicted");
    assertThat(english(done.get(1).sentence()))
        .startsWith("The heap dump of before serves this too")
        .contains("heap-1.hprof");
    assertThat(dumps()).containsExactly("heap-1.hprof");
    // And none of them is told, or dumped, again.
    assertThat(
            responder.respond(
                moment(60, heapLeak(Severity.CRITICAL), oomRisk(Severity.CRITICAL, "heap"))))
        .isEmpty();
  }

  @Test
  void anotherTroubleMuchLaterHasItsOwnDump() throws IOException {
    Responder responder = responder("heap-dump=pressure,heap-dump-at=50%", 2);
    var unused = responder.respond(moment(60, oomRisk(Severity.CRITICAL, "heap")));
    var later = responder.respond(moment(300, oomRisk(Severity.CRITICAL, "heap")));
    assertThat(later).extracting(Responder.Done::fingerprint).containsExactly("heap-leak/heap");
    assertThat(dumps()).containsExactly("heap-1.hprof", "heap-2.hprof");
  }

  @Test
  void aPauseThatIsTooLongIsToldOnceWithTheCommand() throws IOException {
    Responder responder = responder("max-pause=100ms", 2);
    Moment now = moment(400, heapLeak(Severity.WARNING));
    assertThat(responder.respond(now))
        .singleElement()
        .extracting(done -> english(done.sentence()))
        .asString()
        .startsWith("No heap dump was taken (a heap leak is proved): it would stop the application")
        .contains("for about 1.4 s with 400.0 MiB live, and at most 100 ms are allowed (max-pause)")
        .contains("jcmd " + ProcessHandle.current().pid() + " GC.heap_dump FILE.hprof")
        .contains("GC.heap_dump -gz=1 ");
    assertThat(responder.respond(now)).isEmpty();
    assertThat(dumps()).isEmpty();
  }

  /** The clause that each refusal gives as the reason of the dump that is not taken. */
  private List<String> reasons(String options, Moment moment) {
    return responder(options, 0).respond(moment).stream()
        .map(done -> english(done.sentence()).replaceAll(".*? \\((.*?)\\): .*", "$1"))
        .toList();
  }

  private Responder responder(String arguments, int dumps) {
    Options options = Options.parse(arguments, new Properties(), Map.of());
    Path life = root.resolve("life-20260101-000000-1");
    HeapDump heapDump =
        new HeapDump(
            life,
            new DiskQuota(root, 100 * GIB, life),
            dumps,
            Duration.ofMillis(options.number(OptionKey.MAX_PAUSE)),
            () -> Long.MAX_VALUE,
            () -> 0);
    return new Responder(heapDump, options, () -> refusal);
  }

  private Moment moment(long liveSet, Verdict... verdicts) {
    Snapshot snapshot = service.next();
    Window window = new Ledger().append(snapshot);
    return Moment.of(
        snapshot,
        window.statement(),
        Ticks.bytes(liveSet),
        List.of(verdicts),
        Map.of(),
        new Timeline().append(snapshot, window.statement()),
        Sizing.of(window),
        Language.EN);
  }

  private static Verdict heapLeak(Severity severity) {
    return verdict(Kind.HEAP_LEAK, severity, "heap-leak/heap", "heap");
  }

  private static Verdict oomRisk(Severity severity, String account) {
    return verdict(Kind.OOM_RISK, severity, "oom-risk/container", account);
  }

  static Verdict verdict(Kind kind, Severity severity, String fingerprint, String account) {
    return verdict(kind, severity, fingerprint, account, 90);
  }

  static Verdict verdict(
      Kind kind, Severity severity, String fingerprint, String account, long secondsToLimit) {
    return new Verdict(
        kind,
        severity,
        0.9,
        fingerprint,
        Phrase.text("it grows"),
        Phrase.NONE,
        List.of(),
        account,
        0,
        1,
        OptionalLong.empty(),
        Forecast.steady(secondsToLimit, 1),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private List<String> dumps() throws IOException {
    Path life = root.resolve("life-20260101-000000-1");
    if (!Files.isDirectory(life)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(life)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
