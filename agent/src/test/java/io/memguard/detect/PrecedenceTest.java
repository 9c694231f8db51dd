package io.memguard.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.verdict.Culprit;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PrecedenceTest {
  private static final long LIMIT = 1_000;

  private final Map<Kind, String> silenced = new EnumMap<>(Kind.class);

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {
        "DIRECT_LEAK",
        "DIRECT_UNCOLLECTED",
        "METASPACE_LEAK",
        "MAPPED_LEAK",
        "THREAD_LEAK",
        "NATIVE_LEAK",
        "MALLOC_RETENTION",
        "SHMEM_GROWTH",
        "NEIGHBOUR"
      })
  void aProvedCauseLeavesTheContainerNoAlarmOfItsOwn(Kind cause) {
    Verdict proved = verdict(cause, Severity.WARNING, 80, 600);
    Verdict risk = verdict(Kind.OOM_RISK, Severity.CRITICAL, 100, 950);
    assertThat(settle(proved, risk)).containsExactly(proved, risk.withSeverity(Severity.WATCH));
  }

  @Test
  void aCauseThatIsNotProvedHoldsTheContainerBackUntilTheLimitIsVeryNear() {
    Verdict suspected = verdict(Kind.NATIVE_LEAK, Severity.WATCH, 80, 600);
    Verdict risk = verdict(Kind.OOM_RISK, Severity.WARNING, 100, 800);
    Verdict close = verdict(Kind.OOM_RISK, Severity.WARNING, 100, 900);
    assertThat(settle(suspected, risk)).contains(risk.withSeverity(Severity.WATCH));
    assertThat(settle(suspected, close)).contains(close);
  }

  /** The proof of a direct leak lapses whenever it outgrows its experiment. */
  @Test
  void aCaseThatWasProvedStaysSoUntilItIsOver() {
    Verdict proved = verdict(Kind.DIRECT_LEAK, Severity.WARNING, 80, 600);
    Verdict lapsed = proved.withSeverity(Severity.WATCH);
    Verdict risk = verdict(Kind.OOM_RISK, Severity.CRITICAL, 100, 950);
    Verdict held = risk.withSeverity(Severity.WATCH);
    assertThat(Precedence.settle(List.of(lapsed, risk), List.of(proved), silenced::put))
        .containsExactly(lapsed, held);
    assertThat(Precedence.settle(List.of(risk), List.of(proved), silenced::put))
        .as("its growth pauses for a tick")
        .containsExactly(held);
    assertThat(Precedence.settle(List.of(lapsed, risk), List.of(lapsed), silenced::put))
        .as("it was never proved")
        .containsExactly(lapsed, risk);
  }

  @Test
  void severalCausesTogetherExplainTheContainer() {
    Verdict one = verdict(Kind.DIRECT_LEAK, Severity.WARNING, 30, 300);
    Verdict two = verdict(Kind.THREAD_LEAK, Severity.WARNING, 30, 300);
    Verdict risk = verdict(Kind.OOM_RISK, Severity.WARNING, 100, 900);
    assertThat(settle(one, two, risk)).contains(risk.withSeverity(Severity.WATCH));
    assertThat(settle(one, risk)).as("the lesser part only").contains(risk);
  }

  @Test
  void withoutACauseTheContainerIsTheAlarm() {
    Verdict risk = verdict(Kind.OOM_RISK, Severity.WARNING, 100, 700);
    assertThat(settle(risk)).containsExactly(risk);
  }

  @Test
  void aHeapLeakIsNoExcuseForGrowthBesideTheHeap() {
    Verdict leak = verdict(Kind.HEAP_LEAK, Severity.WARNING, 500, 400);
    Verdict beside = verdict(Kind.OOM_RISK, Severity.WARNING, 100, 900);
    Verdict heap = verdict(Kind.OOM_RISK, "heap", Severity.WARNING, 100, 900);
    assertThat(settle(leak, beside)).containsExactly(leak, beside);
    assertThat(settle(leak, heap)).containsExactly(leak, heap.withSeverity(Severity.WATCH));
  }

  @ParameterizedTest
  @CsvSource({
    "HEAP_LEAK, HEAP_PRESSURE",
    "HEAP_LEAK, GC_OVERHEAD",
    "HEAP_PRESSURE, GC_OVERHEAD",
    "SWAP_THRASH, GC_OVERHEAD",
    "NATIVE_LEAK, MALLOC_RETENTION",
    "DIRECT_LEAK, NATIVE_LEAK",
    "THREAD_LEAK, NATIVE_LEAK",
    "METASPACE_LEAK, NATIVE_LEAK",
    "DIRECT_LEAK, MALLOC_RETENTION",
    "MAPPED_LEAK, SHMEM_GROWTH",
    "SHMEM_GROWTH, NEIGHBOUR",
    "OOM_RISK, PAGE_CACHE"
  })
  void aProvedCauseTakesThePlaceOfItsSymptom(Kind cause, Kind symptom) {
    Verdict proved = verdict(cause, Severity.WARNING, 80, 600);
    Verdict other = verdict(symptom, Severity.WARNING, 100, 600);
    assertThat(settle(proved, other)).containsExactly(proved);
    assertThat(silenced).containsEntry(symptom, "a part of " + cause.label());
  }

  @ParameterizedTest
  @CsvSource({"HEAP_LEAK, GC_OVERHEAD", "DIRECT_LEAK, NATIVE_LEAK", "OOM_RISK, PAGE_CACHE"})
  void aCauseThatIsNotProvedSilencesNothing(Kind cause, Kind symptom) {
    Verdict suspected = verdict(cause, Severity.WATCH, 100, 600);
    Verdict other = verdict(symptom, Severity.WARNING, 100, 600);
    assertThat(settle(suspected, other)).containsExactly(suspected, other);
    assertThat(silenced).isEmpty();
  }

  @Test
  void aSmallLeakBesideALargeOneKeepsBothAlarms() {
    Verdict direct = verdict(Kind.DIRECT_LEAK, Severity.WARNING, 10, 600);
    Verdict nativeLeak = verdict(Kind.NATIVE_LEAK, Severity.WARNING, 100, 600);
    assertThat(settle(direct, nativeLeak)).containsExactly(direct, nativeLeak);
  }

  @Test
  void childrenThatFillTheContainerAreOneTroubleWithTheThreadsThatWaitForThem() {
    Verdict children = verdict(Kind.NEIGHBOUR, Severity.WARNING, 100, 600);
    Verdict waiting = threads("process reaper (pid #)");
    Verdict workers = threads("pool-#-thread-#");
    assertThat(settle(children, waiting)).containsExactly(children);
    assertThat(settle(children.withSeverity(Severity.WATCH), waiting)).contains(waiting);
    assertThat(settle(children, workers)).containsExactly(children, workers);
  }

  private static Verdict threads(String pattern) {
    Culprit family = new Culprit(Culprit.Type.THREAD_GROUP, pattern, 0, 28, List.of());
    return verdict(Kind.THREAD_LEAK, Severity.WARNING, 1, 60)
        .withCulprits(List.of(family), Phrase.NONE);
  }

  @Test
  void nothingIsFineBesideAnAlarm() {
    Verdict alarm = verdict(Kind.HEAP_LEAK, Severity.WARNING, 100, 600);
    Verdict fine = verdict(Kind.PAGE_CACHE, Severity.INFO, 0, 600);
    assertThat(settle(fine, alarm)).containsExactly(alarm);
    assertThat(settle(fine)).containsExactly(fine);
  }

  @Test
  void aSumIsNoAlarmWhileAPartOfItGrows() {
    Verdict growing = verdict(Kind.DIRECT_LEAK, Severity.WATCH, 100, 600);
    Verdict sum = verdict(Kind.LIMIT_MISMATCH, Severity.WARNING, 0, 600);
    Verdict heapAlone = verdict(Kind.LIMIT_MISMATCH, "heap", Severity.WARNING, 0, 600);
    assertThat(settle(growing, sum)).contains(sum.withSeverity(Severity.INFO));
    assertThat(settle(growing, heapAlone)).as("plain arithmetic").contains(heapAlone);
    assertThat(settle(sum)).containsExactly(sum);
  }

  @Test
  void aContainerThatThrashesNeedsNoSecondAlarmForItsSum() {
    Verdict thrash = verdict(Kind.SWAP_THRASH, Severity.WARNING, 0, 600);
    Verdict heapAlone = verdict(Kind.LIMIT_MISMATCH, "heap", Severity.WARNING, 0, 600);
    assertThat(settle(thrash, heapAlone))
        .containsExactly(thrash, heapAlone.withSeverity(Severity.INFO));
  }

  private List<Verdict> settle(Verdict... verdicts) {
    return Precedence.settle(List.of(verdicts), List.of(), silenced::put);
  }

  private static Verdict verdict(Kind kind, Severity severity, double growth, long bytes) {
    return verdict(kind, "container", severity, growth, bytes);
  }

  private static Verdict verdict(
      Kind kind, String account, Severity severity, double growth, long bytes) {
    return new Verdict(
        kind,
        severity,
        0.9,
        kind.label(),
        Phrase.NONE,
        Phrase.NONE,
        List.of(),
        account,
        bytes,
        growth,
        OptionalLong.of(LIMIT),
        Forecast.NONE,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
