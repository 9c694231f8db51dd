package io.memguard.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PooledBufferTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io/netty/buffer/PooledByteBuf",
        "io/grpc/netty/shaded/io/netty/buffer/PooledByteBuf",
        "io/netty/buffer/AdaptivePoolingAllocator$AdaptiveByteBuf"
      })
  void isKnownWhereverNettyWasMovedTo(String name) {
    assertThat(PooledBuffer.of(name)).isPresent();
  }

  @Test
  void leavesOtherClassesAlone() {
    assertThat(PooledBuffer.of("io/netty/buffer/PooledDirectByteBuf")).isEmpty();
    assertThat(PooledBuffer.of("shop/PooledByteBuf")).isEmpty();
    assertThat(PooledBuffer.of((String) null)).isEmpty();
    assertThat(PooledBuffer.of(PooledBufferTest.class)).isEmpty();
  }

  @Test
  void givesUpOnAClassThatIsLaidOutOtherwise() throws IOException {
    PooledBuffer buffer = PooledBuffer.of("io/netty/buffer/PooledByteBuf").orElseThrow();
    byte[] other;
    try (InputStream in = PooledBufferTest.class.getResourceAsStream("PooledBufferTest.class")) {
      other = in.readAllBytes();
    }
    assertThatThrownBy(() -> PooledBufferWeaver.weave(buffer, other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not lend and return");
  }
}
