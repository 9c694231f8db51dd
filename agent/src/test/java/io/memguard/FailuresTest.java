package io.memguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private final List<String> said = new ArrayList<>();
  private final Failures failures = new Failures(NullPointerException.class::isInstance, said::add);

  @Test
  void eachKindIsSaidOnceWithItsPlace() {
    for (int i = 0; i < 3; i++) {
      failures.tell("tick", new IllegalStateException("torn"));
      failures.tell("start", new IllegalStateException("torn"));
    }
    assertThat(said).hasSize(2);
    assertThat(said.get(0))
        .startsWith("internal failure in tick, going on: java.lang.IllegalStateException: torn at")
        .contains("FailuresTest.java");
  }

  @Test
  void whatIsFullIsNamed() {
    failures.tell("tick", new OutOfMemoryError("Metaspace"));
    assertThat(said).containsExactly("out of memory (Metaspace): a sample was skipped");
  }

  @Test
  void whatSomebodyElseSettledIsNotSaid() {
    failures.tell("tick", new NullPointerException());
    assertThat(said).isEmpty();
  }

  @Test
  void noMemoryToSpeakIsBorne() {
    new Failures(
            failure -> false,
            text -> {
              throw new OutOfMemoryError("Java heap space");
            })
        .tell("tick", new IllegalStateException());
    assertThat(said).isEmpty();
  }
}
