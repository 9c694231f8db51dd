package io.memguard.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ForecastTest {
  @Test
  void meetsTheLimitAtEachPace() {
    assertThat(Forecast.of(1_000, 10, 5, 20))
        .isEqualTo(new Forecast(OptionalLong.of(100), OptionalLong.of(50), OptionalLong.of(200)));
  }

  @Test
  void withoutGrowthNever() {
    assertThat(Forecast.of(1_000, 0, -1, 0.5))
        .isEqualTo(
            new Forecast(OptionalLong.empty(), OptionalLong.of(2_000), OptionalLong.empty()));
  }

  @Test
  void beyondTheLimitNow() {
    assertThat(Forecast.steady(-100, 1))
        .isEqualTo(new Forecast(OptionalLong.of(0), OptionalLong.of(0), OptionalLong.of(0)));
  }

  @Test
  void aDecadeIsNever() {
    assertThat(Forecast.steady(1_400, 1e-9)).isEqualTo(Forecast.NONE);
  }
}
