package io.memguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.Neighbour;
import java.util.List;
import org.junit.jupiter.api.Test;

class NeighbourHistoryTest {
  private final NeighbourHistory history = new NeighbourHistory();

  @Test
  void nobodyWasSeenYet() {
    assertThat(history.at(0)).isEmpty();
  }

  @Test
  void tellsWhoWasThere() {
    history.append(10, at(10));
    history.append(15, at(15));
    history.append(20, at(20));
    assertThat(history.at(15)).isEqualTo(at(15));
    assertThat(history.at(17)).isEqualTo(at(15));
    assertThat(history.at(99)).isEqualTo(at(20));
    assertThat(history.at(3)).as("before the first look").isEqualTo(at(10));
  }

  @Test
  void aLongLifeKeepsItsWholeShape() {
    for (int second = 0; second < 100_000; second++) {
      history.append(second, at(second));
    }
    assertThat(history.at(0)).isEqualTo(at(0));
    for (int second = 0; second < 100_000; second += 7_919) {
      assertThat(history.at(second).get(0).rss())
          .as("within a fiftieth of the life")
          .isBetween(second - 2_000L, (long) second);
    }
  }

  private static List<Neighbour> at(long second) {
    return List.of(new Neighbour(1, "helper", second));
  }
}
