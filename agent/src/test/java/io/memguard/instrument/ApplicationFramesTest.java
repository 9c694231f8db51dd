package io.memguard.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ApplicationFramesTest {

  private static final String JDK = "java.nio.ByteBuffer.allocateDirect(ByteBuffer.java:332)";
  private static final String LIBRARY = "io.netty.buffer.PoolArena.newChunk(PoolArena.java:693)";
  private static final String APPLICATION = "com.acme.Cache.load(Cache.java:42)";

  @Test
  void findsTheApplicationBelowJdkAndLibraries() {
    assertThat(ApplicationFrames.top(List.of(JDK, LIBRARY, APPLICATION, LIBRARY)))
        .contains(APPLICATION);
  }

  @Test
  void fallsBackToTheLibrary() {
    assertThat(ApplicationFrames.top(List.of(JDK, LIBRARY, JDK))).contains(LIBRARY);
  }

  @Test
  void prefersTheLibraryThatAskedTheAllocator() {
    String channel = "io.netty.channel.nio.AbstractNioByteChannel$NioByteUnsafe.read(A.java:151)";
    assertThat(ApplicationFrames.top(List.of(LIBRARY, channel, JDK))).contains(channel);
  }

  @Test
  void knowsRelocatedLibraries() {
    String relocated = "com.acme.shaded.io.netty.channel.Channel.read(Channel.java:1)";
    assertThat(ApplicationFrames.top(List.of(relocated, APPLICATION))).contains(APPLICATION);
  }

  @Test
  void hasNoAnswerForTheJdkAlone() {
    assertThat(ApplicationFrames.top(List.of(JDK, JDK))).isEmpty();
    assertThat(ApplicationFrames.top(List.of())).isEmpty();
  }
}
