package io.memguard.demo.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RunTest {

  private static final Run RUN = new Run(192L << 20, 48L << 20, 512L << 20, 100, 50);

  @Test
  void aRampReachesItsHeightWithItsShareOfTheRequests() {
    Ramp ramp = RUN.ramp(100 << 20, 0.5);

    long pieces = LongStream.rangeClosed(1, 2500).map(n -> ramp.due(n, 1 << 20)).sum();

    assertThat(pieces).isEqualTo(100);
    assertThat(ramp.pieces(5000, 1 << 20)).isEqualTo(200);
  }

  @Test
  void theNativeRoomIsWhatTheContainerHasBesideTheJvm() {
    assertThat(RUN.nativeRoom()).isEqualTo((512 - 192 / 4 - 64) << 20);
  }

  @Test
  void aHeapAsLargeAsTheContainerLeavesAnEighth() {
    assertThat(new Run(4L << 30, 1L << 30, 512L << 20, 100, 50).nativeRoom()).isEqualTo(64 << 20);
  }
}
