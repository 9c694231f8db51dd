package io.memguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LooksTest {

  @Test
  void aLongSuspicionKeepsItsWholeShapeInBoundedMemory() {
    Looks<Integer> looks = Looks.none();
    for (int second = 0; second < 1_000; second++) {
      looks = looks.with(new Look<>(second, List.of(second)));
    }
    assertThat(looks.size()).isLessThanOrEqualTo(Looks.CAPACITY);
    Series series = looks.series(found -> true, found -> found);
    assertThat(series.first()).isZero();
    assertThat(series.last()).isEqualTo(999);
    assertThat(series.second(series.size() - 1)).isEqualTo(999);
  }

  @Test
  void whatWasNotFoundIsZero() {
    Looks<Integer> looks =
        Looks.<Integer>none().with(new Look<>(1, List.of())).with(new Look<>(2, List.of(7, 8)));
    Series series = looks.series(found -> found == 7, found -> found);
    assertThat(series.first()).isZero();
    assertThat(series.last()).isEqualTo(7);
  }

  @Test
  void looksAreFoundByTime() {
    Looks<Integer> looks =
        Looks.<Integer>none().with(new Look<>(1, List.of(1))).with(new Look<>(4, List.of(4)));
    assertThat(looks.lastUntil(3).orElseThrow().second()).isEqualTo(1);
    assertThat(looks.firstFrom(3).orElseThrow().second()).isEqualTo(4);
    assertThat(looks.lastUntil(0)).isEmpty();
    assertThat(looks.firstFrom(5)).isEmpty();
  }
}
