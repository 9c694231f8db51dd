package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuddyInfoTest {

  @Test
  void addsUpNodesAndZonesButNotTheDevices() {
    assertThat(
            BuddyInfo.parse(
                """
                Node 0, zone      DMA      0      0      3
                Node 0, zone    DMA32      1      3      4
                Node 0, zone   Normal   1979    343    147
                Node 1, zone   Normal     20      0      1
                """))
        .containsExactly(2000L, 346L, 152L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "Node 0, zone", "Node 0, zone Normal", "Node 0, zone Normal 1 x 3", "?"})
  void whatIsNoListReadsAsNothing(String text) {
    assertThat(BuddyInfo.parse(text)).isEmpty();
  }

  @Test
  void aKernelWithoutTheFileReadsAsNothing() {
    assertThat(BuddyInfo.read(Path.of("/proc/no-such-file"))).isEmpty();
  }
}
