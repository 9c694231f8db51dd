package io.memguard.investigate;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.investigate.CaseBook.Change;
import io.memguard.investigate.CaseBook.What;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseBookTest {
  private static final Verdict WATCH = verdict(Kind.HEAP_LEAK, Severity.WATCH);
  private static final Verdict WARNING = WATCH.withSeverity(Severity.WARNING);
  private static final Verdict CRITICAL = WATCH.withSeverity(Severity.CRITICAL);
  private static final List<Culprit> WHO =
      List.of(new Culprit(Culprit.Type.CLASS, "shop.Cart", 10, 1, List.of()));

  private final CaseBook cases = new CaseBook();

  @Test
  void aTroubleIsToldOnceWhenItAppears() {
    assertThat(cases.update(List.of(WATCH))).containsExactly(new Change(What.APPEARED, WATCH));
    for (int i = 0; i < 100; i++) {
      assertThat(cases.update(List.of(WATCH))).isEmpty();
    }
    assertThat(cases.verdicts()).containsExactly(WATCH);
  }

  @Test
  void itRisesAndNeverFalls() {
    cases.update(List.of(WATCH));
    assertThat(cases.update(List.of(WARNING))).containsExactly(new Change(What.ROSE, WARNING));
    assertThat(cases.update(List.of(CRITICAL))).containsExactly(new Change(What.ROSE, CRITICAL));
    assertThat(cases.update(List.of(WATCH))).isEmpty();
    assertThat(cases.update(List.of(WARNING))).isEmpty();
    assertThat(cases.update(List.of(CRITICAL))).isEmpty();
    assertThat(cases.verdicts()).containsExactly(CRITICAL);
  }

  @Test
  void theFirstCulpritIsTold() {
    Verdict named = WARNING.withCulprits(WHO, Phrase.text("; what grows: shop.Cart"));
    cases.update(List.of(WARNING));
    assertThat(cases.update(List.of(named))).containsExactly(new Change(What.CULPRIT_FOUND, named));
    assertThat(cases.update(List.of(named))).isEmpty();
  }

  @Test
  void aRiseWithItsCulpritIsToldOnce() {
    Verdict named = WARNING.withCulprits(WHO, Phrase.NONE);
    cases.update(List.of(WATCH));
    assertThat(cases.update(List.of(named))).containsExactly(new Change(What.ROSE, named));
    assertThat(cases.update(List.of(named))).isEmpty();
  }

  @Test
  void whatWasDoneIsToldAndStays() {
    cases.update(List.of(WARNING));
    Verdict acted = WARNING.withActions(List.of(Phrase.text("wrote heap-1.hprof")));
    assertThat(cases.acted(WARNING.fingerprint(), Phrase.text("wrote heap-1.hprof")))
        .containsExactly(new Change(What.ACTED, acted));
    assertThat(cases.update(List.of(WARNING))).isEmpty();
    assertThat(cases.verdicts()).containsExactly(acted);
    assertThat(cases.update(List.of(CRITICAL)))
        .containsExactly(
            new Change(
                What.ROSE, CRITICAL.withActions(List.of(Phrase.text("wrote heap-1.hprof")))));
  }

  @Test
  void nothingWasDoneAboutWhatIsNotOpen() {
    assertThat(cases.acted("heap-leak/heap", Phrase.text("wrote heap-1.hprof"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"WATCH, 6", "WARNING, 12", "CRITICAL, 12"})
  void itIsClearedOnceAfterASilence(Severity severity, int silentTicks) {
    cases.update(List.of(WATCH.withSeverity(severity)));
    for (int i = 0; i < silentTicks; i++) {
      assertThat(cases.update(List.of())).as("silent tick %d", i + 1).isEmpty();
    }
    assertThat(cases.update(List.of()))
        .containsExactly(new Change(What.CLEARED, WATCH.withSeverity(Severity.CLEARED)));
    assertThat(cases.verdicts()).isEmpty();
    assertThat(cases.update(List.of())).isEmpty();
  }

  @Test
  void aVerdictThatFlickersIsOneCase() {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      changes.addAll(cases.update(i % 6 == 0 ? List.of(WARNING) : List.of()));
    }
    assertThat(changes).containsExactly(new Change(What.APPEARED, WARNING));
  }

  @Test
  void aClearedTroubleMayComeBack() {
    cases.update(List.of(CRITICAL));
    for (int i = 0; i < 13; i++) {
      cases.update(List.of());
    }
    assertThat(cases.update(List.of(WATCH))).containsExactly(new Change(What.APPEARED, WATCH));
  }

  /** Seen on a native leak that grows by fits: nine lines in 100 ticks told and took back. */
  @Test
  void aSuspicionThatComesAndGoesIsToldSeldom() {
    int told = 0;
    for (int i = 0; i < 200; i++) {
      told += cases.update(i % 20 < 10 ? List.of(WATCH) : List.of()).size();
    }
    // Told, taken back, told again; from then on its silences of ten ticks are waited out.
    assertThat(told).isEqualTo(3);
  }

  @Test
  void eachFingerprintIsACaseOfItsOwn() {
    Verdict other = verdict(Kind.DIRECT_LEAK, Severity.WARNING);
    assertThat(cases.update(List.of(WATCH, other)))
        .containsExactly(new Change(What.APPEARED, WATCH), new Change(What.APPEARED, other));
    for (int i = 0; i < 12; i++) {
      cases.update(List.of(WATCH));
    }
    assertThat(cases.update(List.of(WATCH)))
        .containsExactly(new Change(What.CLEARED, other.withSeverity(Severity.CLEARED)));
    assertThat(cases.verdicts()).containsExactly(WATCH);
  }

  private static Verdict verdict(Kind kind, Severity severity) {
    return new Verdict(
        kind,
        severity,
        0.7,
        kind.label() + "/account",
        Phrase.text("it grows"),
        Phrase.text("because"),
        List.of(Phrase.text("stop it")),
        "account",
        1_000,
        10,
        OptionalLong.of(2_000),
        Forecast.steady(100, 1),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
