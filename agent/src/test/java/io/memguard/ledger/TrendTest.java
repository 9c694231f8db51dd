package io.memguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrendTest {
  private static final int POINTS = 120;
  private static final double MIB = 1 << 20;

  private static Series series(int points, double step, IntToDoubleFunction value) {
    return new Series(
        IntStream.range(0, points).mapToDouble(i -> i * step).toArray(),
        IntStream.range(0, points).mapToDouble(value).toArray());
  }

  private static Trend.Shape shape(Series series) {
    return Trend.ofAnyScale(series, 5 * MIB).shape();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 1, 5, 600})
  void steadyGrowthIsGrowingAtAnyTimeScale(double step) {
    Series leak = series(POINTS, step, i -> (100 + i) * MIB);
    Trend trend = Trend.ofAnyScale(leak, 5 * MIB);
    assertThat(trend.shape()).isEqualTo(Trend.Shape.GROWING);
    assertThat(trend.perSecond())
        .isCloseTo(MIB / step, org.assertj.core.data.Percentage.withPercentage(1));
    assertThat(trend.rises()).isEqualTo(trend.of());
  }

  @Test
  void growthUnderBurstsIsGrowing() {
    Random random = new Random(7);
    Series leak = series(POINTS, 1, i -> (100 + i + 60 * random.nextDouble()) * MIB);
    assertThat(shape(leak)).isEqualTo(Trend.Shape.GROWING);
  }

  @Test
  void growthThatBeginsLateIsGrowing() {
    Series leak = series(400, 1, i -> (100 + Math.max(0, i - 340)) * MIB);
    assertThat(shape(leak)).isEqualTo(Trend.Shape.GROWING);
  }

  @Test
  void growthThatStoppedIsNot() {
    Series stopped = series(POINTS, 1, i -> (100 + Math.min(i, 90)) * MIB);
    assertThat(shape(stopped)).isNotEqualTo(Trend.Shape.GROWING);
  }

  @Test
  void saturatingGrowthIsNot() {
    Series cache = series(POINTS, 1, i -> (100 + 200 * (1 - Math.exp(-i / 30.0))) * MIB);
    assertThat(shape(cache)).isNotEqualTo(Trend.Shape.GROWING);
  }

  @Test
  void aStepIsNot() {
    Series step = series(POINTS, 1, i -> (i < 60 ? 100 : 250) * MIB + (i % 7) * MIB / 10);
    assertThat(shape(step)).isNotEqualTo(Trend.Shape.GROWING);
  }

  @Test
  void aSawtoothIsNot() {
    Series sawtooth = series(POINTS, 1, i -> (100 + 10 * (i % 17)) * MIB);
    assertThat(shape(sawtooth)).isNotEqualTo(Trend.Shape.GROWING);
  }

  @Test
  void fewPointsSayNothing() {
    assertThat(shape(series(4, 1, i -> i * 50 * MIB))).isEqualTo(Trend.Shape.UNKNOWN);
    assertThat(shape(Series.EMPTY)).isEqualTo(Trend.Shape.UNKNOWN);
  }

  @Test
  void thePaceOfTheClockDoesNotMatter() {
    for (long seed = 0; seed < 1_000; seed++) {
      Series leak = LeakSeries.generate(seed);
      Series healthy = HealthySeries.generate(seed);
      assertThat(shape(atPace(leak, 600))).as("leak %d", seed).isEqualTo(shape(atPace(leak, 1)));
      assertThat(shape(atPace(healthy, 600)))
          .as("healthy series %d", seed)
          .isEqualTo(shape(atPace(healthy, 1)));
    }
  }

  private static Series atPace(Series series, double step) {
    return series(series.size(), step, series::value);
  }

  @Test
  void aLongPauseInTheMiddleHidesNoLeak() {
    Series leak = series(POINTS, 1, i -> (100 + i) * MIB);
    double[] seconds = IntStream.range(0, POINTS).mapToDouble(i -> i < 90 ? i : i + 600).toArray();
    double[] values = IntStream.range(0, POINTS).mapToDouble(leak::value).toArray();
    Trend trend = Trend.ofAnyScale(new Series(seconds, values), 5 * MIB);
    assertThat(trend.shape()).isEqualTo(Trend.Shape.GROWING);
    assertThat(trend.perSecond()).as("pace while it runs").isBetween(0.9 * MIB, 1.1 * MIB);
    assertThat(trend.span()).as("pause included").isEqualTo(719);
  }

  @Test
  void aFlightOfStairsIsNot() {
    Series stairs = series(POINTS, 1, i -> (100 + 40 * (i / 30)) * MIB + (i % 7) * MIB / 10);
    assertThat(shape(stairs)).isNotEqualTo(Trend.Shape.GROWING);
  }

  @Test
  void whatOnlyComesBackToWhereItWasIsNot() {
    Series jobs = series(150, 1, i -> (i < 40 ? 300 : i < 100 ? 100 : 100 + 4 * (i - 100)) * MIB);
    assertThat(shape(jobs)).isNotEqualTo(Trend.Shape.GROWING);
    Series beyond = series(170, 1, i -> (i < 40 ? 300 : i < 100 ? 100 : 100 + 4 * (i - 100)) * MIB);
    assertThat(shape(beyond)).isEqualTo(Trend.Shape.GROWING);
  }

  @Test
  void aShortBurstBeforeHidesNoGrowth() {
    Series leak = series(150, 1, i -> (i == 20 ? 900 : i < 70 ? 100 : 100 + 4 * (i - 70)) * MIB);
    assertThat(shape(leak)).isEqualTo(Trend.Shape.GROWING);
  }
}
