package io.memguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrderTextTest {

  @Test
  void anOrderIsRecognised() {
    assertThat(OrderText.isOrder(OrderText.of(7), 7)).isTrue();
  }

  @Test
  void anotherOrderIsNot() {
    assertThat(OrderText.isOrder(OrderText.of(7), 70)).isFalse();
  }

  @Test
  void aChangedOrderIsNot() {
    String changed = OrderText.of(7).replace("\"cents\":217", "\"cents\":218");

    assertThat(changed).isNotEqualTo(OrderText.of(7));
    assertThat(OrderText.isOrder(changed, 7)).isFalse();
  }

  @Test
  void aTextWithoutASealIsNot() {
    assertThat(OrderText.isOrder("{\"id\":7,", 7)).isFalse();
  }
}
