package io.memguard.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.verdict.English;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BudgetTest {

  // Any origin: System.nanoTime may be negative and overflow.
  private long now = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();

  @Test
  void soManyAnHour() {
    Budget budget = new Budget(2, Duration.ofMinutes(5), () -> now);

    assertThat(budget.spend()).isEmpty();
    budget.settle(true);
    pass(Duration.ofMinutes(10));
    assertThat(budget.spend()).isEmpty();
    budget.settle(true);
    assertThat(budget.spend().map(English::english))
        .contains("the budget of 2 an hour is spent; the next in 50 min");
    pass(Duration.ofMinutes(50));
    assertThat(budget.spend()).isEmpty();
    assertThat(budget.spend().map(English::english))
        .contains("the budget of 2 an hour is spent; the next in 10 min");
  }

  @Test
  void whatDoesNotHelpIsTriedMoreRarely() {
    Budget budget = new Budget(100, Duration.ofMinutes(5), () -> now);

    assertThat(budget.spend()).isEmpty();
    budget.settle(false);
    assertThat(budget.spend().map(English::english))
        .contains("it did not help the last time; again in 5 min");
    pass(Duration.ofMinutes(5));
    assertThat(budget.spend()).isEmpty();
    budget.settle(false);
    assertThat(budget.spend().map(English::english))
        .contains("it did not help the last time; again in 10 min");
    pass(Duration.ofMinutes(10));
    assertThat(budget.spend()).isEmpty();
    budget.settle(true);
    assertThat(budget.spend()).isEmpty();
  }

  @Test
  void backOffHasAnEnd() {
    Budget budget = new Budget(100, Duration.ofHours(4), () -> now);
    budget.settle(false);
    budget.settle(false);
    assertThat(budget.spend().map(English::english))
        .contains("it did not help the last time; again in 6 h");
  }

  @Test
  void noBudgetAtAll() {
    Budget budget = new Budget(0, Duration.ofMinutes(5), () -> now);
    assertThat(budget.spend().map(English::english)).contains("the budget of 0 an hour is spent");
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
