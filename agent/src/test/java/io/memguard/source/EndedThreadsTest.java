package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class EndedThreadsTest {
  private final EndedThreads ended = new EndedThreads();

  @Test
  void namesOfWhichNoThreadLivesAreABoundedNumber() {
    ended.add("pool-#");
    for (int i = 0; i < 10 * EndedThreads.MOST_PATTERNS; i++) {
      ended.add("request of user " + Integer.toString(i, 36));
      ended.bound(Set.of("pool-#"));
    }
    assertThat(ended.patterns()).isLessThanOrEqualTo(EndedThreads.MOST_PATTERNS);
    assertThat(ended.of("pool-#")).isEqualTo(1);
  }

  @Test
  void aFamilyThatComesBackIsStillKnown() {
    ended.add("worker-#");
    ended.bound(Set.of());
    ended.add("worker-#");
    assertThat(ended.of("worker-#")).isEqualTo(2);
    ended.forget();
    assertThat(ended.of("worker-#")).isZero();
  }
}
