package io.memguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ForecastTest {
  @Test
  void meetsTheLimitAtEachPace() {
    assertThat(Forecast.of(pace(5, 10, 20), 400, 1_400))
        .isEqualTo(new Forecast(OptionalLong.of(100), OptionalLong.of(50), OptionalLong.of(200)));
  }

  @Test
  void withoutGrowthNever() {
    assertThat(Forecast.of(pace(-1, 0, 0.5), 400, 1_400))
        .isEqualTo(
            new Forecast(OptionalLong.empty(), OptionalLong.of(2_000), OptionalLong.empty()));
  }

  @Test
  void beyondTheLimitNow() {
    assertThat(Forecast.of(pace(1, 1, 1), 1_500, 1_400))
        .isEqualTo(new Forecast(OptionalLong.of(0), OptionalLong.of(0), OptionalLong.of(0)));
  }

  @Test
  void aDecadeIsNever() {
    assertThat(Forecast.of(pace(1e-9, 1e-9, 1e-9), 0, 1_400))
        .isEqualTo(new Forecast(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()));
  }

  private static Trend pace(double low, double median, double high) {
    return new Trend(Trend.Shape.GROWING, 12, median, low, high, 1, 11, 11, 100, 100);
  }
}
