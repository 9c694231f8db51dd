package io.memguard.act;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToldOnceTest {
  private final ToldOnce told = new ToldOnce();

  @Test
  void theSecondTimeIsNotNew() {
    assertThat(told.isNew("a")).isTrue();
    assertThat(told.isNew("b")).isTrue();
    assertThat(told.isNew("a")).isFalse();
  }

  @Test
  void whoAsksWithoutEndDoesNotFillTheHeap() {
    assertThat(told.isNew("the first")).isTrue();
    for (int request = 1; request < ToldOnce.MOST; request++) {
      assertThat(told.isNew("request " + request)).isTrue();
    }
    assertThat(told.isNew("one more")).isTrue();
    assertThat(told.isNew("the first")).as("forgotten").isTrue();
  }
}
