package io.memguard.investigate;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.detect.Question;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.Window;
import io.memguard.snapshot.Ticks;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InvestigatorTest {
  private final Ledger ledger = new Ledger();
  private final Ticks service = new Ticks(1);
  private int settled;
  private int rests;
  private final List<String> failed = new ArrayList<>();
  private final Investigator investigator =
      new Investigator(List.of(new Counting()), (name, failure) -> failed.add(name));

  private final class Counting implements Investigation {
    @Override
    public void settle(Set<Question> questions, Window window) {
      settled++;
    }

    @Override
    public void rest() {
      rests++;
    }
  }

  @Test
  void itRestsOnceWhenNothingIsAskedForLong() {
    ticks(10, Set.of(Question.LIST_FILES), List.of());
    ticks(59, Set.of(), List.of());
    assertThat(rests).isZero();
    ticks(500, Set.of(), List.of());
    assertThat(rests).isEqualTo(1);
    assertThat(settled).isEqualTo(10);
  }

  @Test
  void anOpenCaseKeepsWhatWasFound() {
    ticks(500, Set.of(), List.of(verdict(Kind.HEAP_LEAK)));
    assertThat(rests).isZero();
  }

  @Test
  void aCaseThatStaysForeverAndAsksNothingKeepsNothingArmed() {
    ticks(61, Set.of(), List.of(verdict(Kind.LIMIT_MISMATCH)));
    assertThat(rests).isEqualTo(1);
  }

  @Test
  void oneThatFailsKeepsNoOtherFromItsWork() {
    Investigator both =
        new Investigator(
            List.of(new Failing(), new Counting()), (name, failure) -> failed.add(name));
    Verdict verdict = verdict(Kind.HEAP_LEAK);
    both.settle(Set.of(Question.LIST_FILES), List.of(verdict), ledger.append(service.next()));
    assertThat(settled).isEqualTo(1);
    assertThat(both.enrich(verdict)).isEqualTo(verdict);
    assertThat(failed).containsExactly("Failing", "Failing");
  }

  private static final class Failing implements Investigation {
    @Override
    public void settle(Set<Question> questions, Window window) {
      throw new IllegalStateException("a loader that was stopped");
    }

    @Override
    public Verdict enrich(Verdict verdict) {
      throw new NoClassDefFoundError("a class of the application");
    }
  }

  private void ticks(int count, Set<Question> asked, List<Verdict> open) {
    for (int i = 0; i < count; i++) {
      investigator.settle(asked, open, ledger.append(service.next()));
    }
  }

  private static Verdict verdict(Kind kind) {
    return new Verdict(
        kind,
        Severity.WARNING,
        0.9,
        kind.label(),
        Phrase.text("summary"),
        Phrase.text("why"),
        List.of(),
        "heap",
        0,
        0,
        OptionalLong.empty(),
        Forecast.NONE,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
