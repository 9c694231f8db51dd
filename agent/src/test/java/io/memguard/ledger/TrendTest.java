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

  /** Generated healthy series; the seed of the first wrong one is in the message. */
  @Test
  void healthySeriesAreRarelyTakenForGrowth() {
    Misjudged misjudged = new Misjudged(10_000);
    for (long seed = 0; seed < misjudged.total; seed++) {
      misjudged.count(seed, shape(HealthySeries.generate(seed)) == Trend.Shape.GROWING);
    }
    assertThat(misjudged.share()).as("taken for growth: %s", misjudged).isLessThan(0.02);
  }

  @Test
  void leaksAreRarelyMissed() {
    Misjudged misjudged = new Misjudged(2_000);
    for (long seed = 0; seed < misjudged.total; seed++) {
      misjudged.count(seed, shape(LeakSeries.generate(seed)) != Trend.Shape.GROWING);
    }
    assertThat(misjudged.share()).as("missed: %s", misjudged).isLessThanOrEqualTo(0.03);
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

  /** How many of the generated series were judged wrongly. */
  private static final class Misjudged {
    private final int total;
    private int wrong;
    private long firstWrong = -1;

    Misjudged(int total) {
      this.total = total;
    }

    void count(long seed, boolean isWrong) {
      if (isWrong) {
        wrong++;
        firstWrong = firstWrong < 0 ? seed : firstWrong;
      }
    }

    double share() {
      return (double) wrong / total;
    }

    @Override
    public String toString() {
      return "%d of %d (%.2f %%), the first with seed %d"
          .formatted(wrong, total, 100 * share(), firstWrong);
    }
  }
}
