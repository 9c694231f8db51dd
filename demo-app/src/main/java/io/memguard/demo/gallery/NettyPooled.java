package io.memguard.demo.gallery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Responses wait in Netty's pooled buffers while clients are slow, in bursts that get longer until
 * half of the run; all are released. MemGuard may watch the pool grow; it must not warn, for the
 * pool lends its chunks again.
 */
final class NettyPooled implements Case {

  private static final double BOUND_OF_ROOM = 0.25;
  private static final double BURST_EVERY_SECONDS = 8;
  private static final int RESPONSE_BYTES = 64 << 10;

  /** As many as a request may add to a burst, which then takes some seconds to build up. */
  private static final int ADDED_AT_MOST = 8;

  private final Queue<Response> underWay = new ArrayDeque<>();
  private PooledByteBufAllocator pool;
  private Ramp ramp;
  private int bound;
  private long requestsInBurst;

  @Override
  public About about() {
    return About.healthy("netty-pooled", "pooled Netty buffers in bursts that reach a plateau")
        .with("-Xmx192m", "-XX:MaxDirectMemorySize=1g");
  }

  @Override
  public void start(Run run) {
    long bytes = (long) (BOUND_OF_ROOM * run.nativeRoom());
    ramp = run.ramp(bytes, 0.5);
    bound = (int) (bytes / RESPONSE_BYTES);
    requestsInBurst = run.requestsIn(BURST_EVERY_SECONDS);
    pool = new PooledByteBufAllocator(true);
  }

  @Override
  public synchronized void onRequest(long n) {
    int most = 1 + (int) Math.min(bound, ramp.pieces(n, RESPONSE_BYTES));
    int wanted = n % requestsInBurst < requestsInBurst / 2 ? most : 1 + most / 4;
    for (int i = 0; i < ADDED_AT_MOST && underWay.size() < wanted; i++) {
      ByteBuf content = pool.directBuffer(RESPONSE_BYTES).writerIndex(RESPONSE_BYTES);
      underWay.add(new Response(n, content.setLong(0, n).setLong(RESPONSE_BYTES - Long.BYTES, n)));
    }
    for (int i = 0; i < ADDED_AT_MOST && underWay.size() > wanted; i++) {
      Response sent = underWay.remove();
      Payload.check(sent.content().nioBuffer(), sent.number());
      sent.content().release();
    }
  }

  private record Response(long number, ByteBuf content) {}
}
