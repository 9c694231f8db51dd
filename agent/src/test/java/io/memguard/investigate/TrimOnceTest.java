package io.memguard.investigate;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.act.Budget;
import io.memguard.act.TrimNativeHeap;
import io.memguard.detect.Question;
import io.memguard.ledger.Account;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;
import io.memguard.snapshot.Reading;
import io.memguard.snapshot.Ticks;
import io.memguard.verdict.Phrase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrimOnceTest {
  private final Ledger ledger = new Ledger();
  private final Ticks service = new Ticks(1);
  private final List<Phrase> log = new ArrayList<>();
  private String answer = "Trim native heap: RSS+Swap: 300M->200M (-100M)";
  private int trims;

  private final TrimOnce investigation =
      new TrimOnce(
          ledger,
          new TrimNativeHeap(
              command -> {
                trims++;
                service.keptByMalloc = 10;
                return Reading.known(answer);
              },
              new Budget(6, Duration.ofMinutes(5), System::nanoTime)),
          false,
          () -> Reading.known(service.rss()),
          log::add);

  @Test
  void whatWasKeptAndWhatCameBackAreRecorded() {
    service.mallocFree = 400;
    service.keptByMalloc = 150;
    settle(Set.of(Question.TRIM));
    Trial trial = ledger.append(service.next()).lastTrial(Account.MALLOC_RETAINED).orElseThrow();
    assertThat(trial.growth()).isEqualTo(150 * Ticks.MIB);
    assertThat(trial.experiment().action()).isEqualTo("trim");
    assertThat(trial.shareOfGrowthReleased()).isBetween(0.9, 1.0);
    assertThat(english(log)).singleElement().asString().contains("ran one native trim");
  }

  @Test
  void theSameQuestionIsNotAnsweredTwice() {
    service.mallocFree = 400;
    service.keptByMalloc = 150;
    for (int i = 0; i < 20; i++) {
      settle(Set.of(Question.TRIM));
    }
    assertThat(trims).isEqualTo(1);
  }

  @Test
  void withoutTheQuestionNothingIsDone() {
    settle(Set.of(Question.COLLECT_FOR_NATIVE));
    assertThat(trims).isZero();
  }

  @Test
  void aLibraryThatCannotTrimIsToldOnce() {
    answer = "Not available";
    for (int i = 0; i < 3; i++) {
      settle(Set.of(Question.TRIM));
    }
    assertThat(english(log)).singleElement().asString().contains("this platform has none");
  }

  private void settle(Set<Question> questions) {
    Window window = ledger.append(service.next());
    investigation.settle(questions, window);
  }
}
