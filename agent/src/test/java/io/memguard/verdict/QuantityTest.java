package io.memguard.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "432328294, 412.3 MiB",
    "1073741823, 1.0 GiB",
    "-1610612736, -1.5 GiB",
    "9223372036854775807, 8.0 EiB",
    "-9223372036854775808, -8.0 EiB"
  })
  void bytes(long bytes, String text) {
    assertThat(Quantity.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "6291456000, 5.86 GiB",
    "237355008, 226.4 MiB",
    "1073741823, 1.00 GiB",
    "1023, 1023 B",
    "-1610612736, -1.50 GiB"
  })
  void precise(long bytes, String text) {
    assertThat(Quantity.precise(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "59, 59 s",
    "60, 1 min",
    "125, 2 min 5 s",
    "7500, 2 h 5 min",
    "7205, 2 h",
    "273600, 3 d 4 h",
    "-61, -1 min 1 s"
  })
  void duration(long seconds, String text) {
    assertThat(Quantity.duration(seconds)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"35, 35 ms", "3449, 3.4 s", "61000, 1 min 1 s"})
  void millis(long millis, String text) {
    assertThat(Quantity.millis(millis)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0.874, 87 %", "1, 100 %"})
  void percent(double share, String text) {
    assertThat(Quantity.percent(share)).isEqualTo(text);
  }
}
