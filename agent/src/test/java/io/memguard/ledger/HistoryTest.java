package io.memguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final int CAPACITY = 720;

  private final History history = new History();

  @Test
  void emptyAtFirst() {
    for (int resolution = 0; resolution < 3; resolution++) {
      assertThat(history.series(Account.RSS, resolution).size()).isZero();
    }
  }

  @Test
  void eachRingKeepsItsNewestPoints() {
    int ticks = CAPACITY * 144 + 1_000;
    for (int i = 0; i < ticks; i++) {
      history.append(i, Map.of(Account.RSS, (double) i));
    }
    assertRing(0, ticks - 1.0, 1);
    int twelves = ticks / 12;
    assertRing(1, 12.0 * twelves - 1, 12);
    int grosses = ticks / 144;
    assertRing(2, 144.0 * grosses - 1, 144);
  }

  private void assertRing(int resolution, double newest, int ticks) {
    Series series = history.series(Account.RSS, resolution);
    assertThat(series.size()).isEqualTo(CAPACITY);
    assertThat(series.lastSecond()).isEqualTo(newest);
    assertThat(series.last()).as("lowest of the stretch: its begin").isEqualTo(newest - ticks + 1);
    assertThat(series.span()).isEqualTo((CAPACITY - 1.0) * ticks);
  }

  @Test
  void coarserRingsKeepTheLowest() {
    for (int i = 0; i < 288; i++) {
      history.append(i, Map.of(Account.RSS, i == 30 ? 1.0 : i == 200 ? 2.0 : 100.0 + i % 12));
    }
    assertThat(values(Account.RSS, 1)).hasSize(24).contains(1, 2).containsOnly(1, 2, 100);
    assertThat(values(Account.RSS, 2)).containsExactly(1, 2);
  }

  @Test
  void anAccountWithoutAFigureLeavesAGap() {
    for (int i = 0; i < 48; i++) {
      boolean known = i < 6 || i >= 24;
      history.append(i, known ? Map.of(Account.RSS, 50.0 + i, Account.DIRECT, 7.0) : Map.of());
    }
    Series finest = history.series(Account.RSS, 0);
    assertThat(finest.size()).isEqualTo(30);
    assertThat(finest.second(5)).isEqualTo(5);
    assertThat(finest.second(6)).isEqualTo(24);
    assertThat(values(Account.RSS, 1)).containsExactly(50, 74, 86);
    assertThat(values(Account.DIRECT, 1)).containsExactly(7, 7, 7);
    assertThat(values(Account.HEAP_USED, 0)).isEmpty();
  }

  /** A wave that is longer than the finest ring: on it, each rise looks like the first. */
  @Test
  void whatWasBeforeTheFinestRingIsRemembered() {
    int period = 2 * CAPACITY;
    boolean grew = false;
    for (int i = 0; i < 4 * period; i++) {
      double wave = 500 + 400 * Math.sin(2 * Math.PI * i / period);
      history.append(i, Map.of(Account.RSS, wave));
      // The second wave may rise a little above the first one's coarse peak, not far.
      if (i > period && wave > 700 && wave < 880) {
        grew |= history.trend(Account.RSS, 50).growing();
      }
    }
    assertThat(grew).isFalse();
  }

  @Test
  void aSlowLeakIsSeenInItsWholeLength() {
    for (int i = 0; i < 3 * CAPACITY; i++) {
      history.append(i, Map.of(Account.RSS, (double) i));
    }
    assertThat(history.trend(Account.RSS, 50).gain()).isGreaterThan(2.5 * CAPACITY);
  }

  @Test
  void aTrendIsJudgedOnceATick() {
    for (int i = 0; i < 100; i++) {
      history.append(i, Map.of(Account.RSS, (double) i));
    }
    Trend trend = history.trend(Account.RSS, 5);
    assertThat(trend.growing()).isTrue();
    assertThat(history.trend(Account.RSS, 5)).isSameAs(trend);
    assertThat(history.trend(Account.RSS, 200)).isNotSameAs(trend);
    history.append(100, Map.of(Account.RSS, 100.0));
    assertThat(history.trend(Account.RSS, 5)).isNotSameAs(trend);
  }

  private double[] values(Account account, int resolution) {
    Series series = history.series(account, resolution);
    return IntStream.range(0, series.size()).mapToDouble(series::value).toArray();
  }
}
