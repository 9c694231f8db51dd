package io.memguard.instrument;

import static io.memguard.instrument.SamplingPace.COARSEST;
import static io.memguard.instrument.SamplingPace.FINEST;
import static io.memguard.instrument.SamplingPace.SAMPLES_PER_SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SamplingPaceTest {

  private static final long SECOND = 1_000_000_000L;

  private final SamplingPace pace = new SamplingPace(0);

  @Test
  void staysFineWhileSamplesAreWithinTheBudget() {
    sample(SAMPLES_PER_SECOND, 0);
    sample(SAMPLES_PER_SECOND, 2 * SECOND);

    assertThat(pace.meanShift()).isEqualTo(FINEST);
  }

  @Test
  void doublesTheMeanInAStormAndHalvesItInTheCalmAfterwards() {
    sample(3 * (SAMPLES_PER_SECOND + 1), 0);
    assertThat(pace.meanShift()).isEqualTo(FINEST + 3);

    sample(1, 2 * SECOND);
    assertThat(pace.meanShift()).isEqualTo(FINEST + 2);

    for (int second = 4; second < 40; second += 2) {
      sample(1, second * SECOND);
    }
    assertThat(pace.meanShift()).isEqualTo(FINEST);
  }

  @Test
  void doesNotBecomeFinerThanTheTableCanHold() {
    pace.crowded();
    for (int second = 2; second < 40; second += 2) {
      sample(1, second * SECOND);
    }

    assertThat(pace.meanShift()).isEqualTo(FINEST + 1);
  }

  @Test
  void endsAtTheCoarsest() {
    sample(20 * (SAMPLES_PER_SECOND + 1), 0);
    pace.crowded();

    assertThat(pace.meanShift()).isEqualTo(COARSEST);
  }

  private void sample(int times, long nanoTime) {
    for (int i = 0; i < times; i++) {
      pace.sampled(nanoTime);
    }
  }
}
