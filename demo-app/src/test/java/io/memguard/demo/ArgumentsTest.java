package io.memguard.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

  @Test
  void aNameIsEnough() {
    assertThat(Arguments.parse(List.of("healthy")))
        .isEqualTo(new Arguments("healthy", 120, 100, 0, ContainerLimit.bytes(), true, 1));
  }

  @Test
  void everythingCanBeSaid() {
    assertThat(
            Arguments.parse(
                List.of(
                    "x", "seconds=9", "rate=8", "port=7", "limit=256", "load=off", "until=0.6")))
        .isEqualTo(new Arguments("x", 9, 8, 7, 256L << 20, false, 0.6));
  }

  @Test
  void anUnknownKeyIsRefused() {
    assertThatThrownBy(() -> Arguments.parse(List.of("healthy", "second=9")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not understood: {second=9}");
  }

  @Test
  void noNameIsRefused() {
    assertThatThrownBy(() -> Arguments.parse(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the name of a case is missing");
  }
}
