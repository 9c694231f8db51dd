package io.memguard.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.memguard.ledger.Account;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.Series;
import io.memguard.snapshot.Ticks;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final int TICKS = 31;

  @Test
  void aSteadyStreamPersists() {
    Pace pace = Pace.of(faults(tick -> 50L * tick), 20, 5);
    assertThat(pace.perSecond()).isCloseTo(10, within(0.01));
    assertThat(pace.persistence()).isEqualTo(1);
    assertThat(pace.intervals()).isEqualTo(20);
    assertThat(pace.seconds()).isCloseTo(100, within(0.01));
    assertThat(pace.persists(20)).isTrue();
    assertThat(pace.persists(21)).as("more intervals than were seen").isFalse();
  }

  @Test
  void aBurstOfTheSameAverageDoesNot() {
    Pace pace = Pace.of(faults(tick -> tick < 25 ? 0 : 1_000), 20, 5);
    assertThat(pace.perSecond()).isCloseTo(10, within(0.01));
    assertThat(pace.persists(20)).isFalse();
  }

  @Test
  void aStreamThatIsTooThinDoesNot() {
    assertThat(Pace.of(faults(tick -> tick), 20, 5).persists(20)).isFalse();
  }

  @Test
  void aCounterThatStartsAgainIsNoNegativePace() {
    Pace pace = Pace.of(faults(tick -> tick == 20 ? 0 : 1_000), 20, 5);
    assertThat(pace.perSecond()).isCloseTo(10, within(0.01));
  }

  @Test
  void withoutPointsThereIsNoPace() {
    assertThat(Pace.of(Series.EMPTY, 20, 5)).isEqualTo(new Pace(0, 0, 0, 0));
  }

  /** A point each 5 s. */
  private static Series faults(IntToLongFunction counter) {
    Ticks service = new Ticks(5);
    Ledger ledger = new Ledger();
    Series faults = Series.EMPTY;
    for (int tick = 0; tick < TICKS; tick++) {
      service.majorFaults = counter.applyAsLong(tick);
      faults = ledger.append(service.next()).series(Account.MAJOR_FAULTS);
    }
    return faults;
  }
}
