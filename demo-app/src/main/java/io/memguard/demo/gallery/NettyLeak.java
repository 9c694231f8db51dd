package io.memguard.demo.gallery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * A handler takes pooled buffers and forgets to release them: the objects are garbage, their memory
 * never returns to the pool. MemGuard must say that direct memory leaks and name {@code
 * FrameDecoder.decode}; a collection gives nothing back.
 */
final class NettyLeak implements Case {

  private static final int FRAME_BYTES = 64 << 10;

  private Ramp ramp;

  @Override
  public About about() {
    return About.sick(
            "netty-leak",
            "pooled Netty buffers that are never released",
            "direct-leak",
            "\\bFrameDecoder\\.decode\\b")
        .with("-Xmx192m", "-XX:MaxDirectMemorySize=1g");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.nativeRoom(), 0.9);
  }

  @Override
  public void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, FRAME_BYTES); i++) {
      FrameDecoder.decode(n);
    }
    ByteBuf released = PooledByteBufAllocator.DEFAULT.directBuffer(FRAME_BYTES).writeLong(n);
    released.release();
  }

  static final class FrameDecoder {

    private FrameDecoder() {}

    static void decode(long frame) {
      ByteBuf content = PooledByteBufAllocator.DEFAULT.directBuffer(FRAME_BYTES);
      Payload.check(content.writeBytes(Payload.of(frame, FRAME_BYTES)).nioBuffer(), frame);
    }
  }
}
