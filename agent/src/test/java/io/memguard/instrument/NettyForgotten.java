package io.memguard.instrument;

import static io.memguard.instrument.DirectBuffers.KB;
import static io.memguard.instrument.DirectBuffers.MB;

import io.memguard.snapshot.AllocationSite;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.instrument.Instrumentation;
import java.util.List;

/** Netty's pools, loaded after tracking was armed: some buffers are forgotten, the others not. */
final class NettyForgotten implements Scenario {

  static final long FORGOTTEN = 100 * MB;

  private static final int FRAME = 64 * KB;

  /** So large that each is recorded, not sampled. */
  private static final int LARGE = 16 * MB;

  private final DirectMemoryTracking[] tracking = new DirectMemoryTracking[1];

  @Override
  public void run(Instrumentation instrumentation) throws Exception {
    // Netty's own detector would print of the same buffers.
    System.setProperty("io.netty.leakDetection.level", "disabled");
    tracking[0] = new DirectMemoryTracking(instrumentation);
    System.out.println("before: " + tracking[0].lentSites().reason());
    tracking[0].arm();
    System.out.println("no pool yet: " + tracking[0].lentSites().reason());

    ByteBufAllocator pool = PooledByteBufAllocator.DEFAULT;
    forgetBesideChurn(pool);
    System.gc();
    System.out.println("forgotten=" + bytes("forget"));

    grow(pool);
    print("grown", "grow");
    ByteBuf kept = keep(pool);
    print("kept", "keep");
    kept.release();
    print("given back", "keep");
    ByteBuf heap = onHeap(pool);
    print("on the heap", "onHeap");
    heap.release();

    relocated();
    print("relocated", "relocated");

    long before = bytes("forget");
    forgetBesideChurn(new AdaptiveByteBufAllocator(true));
    long other = bytes("forget") - before;
    System.out.println(
        "forgotten by the other pool=" + (Math.abs(other - FORGOTTEN) < FORGOTTEN / 4));

    tracking[0].disarm();
    System.out.println("disarmed: " + tracking[0].lentSites().reason());
    ByteBuf after = pool.directBuffer(FRAME);
    System.out.println("still lends=" + after.capacity() / KB);
    after.release();
  }

  private static void forgetBesideChurn(ByteBufAllocator pool) throws InterruptedException {
    for (int i = 0; i < FORGOTTEN / FRAME; i++) {
      forget(pool);
      churn(pool);
      if (i % 25 == 0) {
        // The pace of a leak that one has time to look at.
        Thread.sleep(40);
      }
    }
  }

  private static void forget(ByteBufAllocator pool) {
    pool.directBuffer(FRAME).writeLong(1);
  }

  private static void churn(ByteBufAllocator pool) {
    pool.directBuffer(FRAME).writeLong(1).release();
  }

  /** Moves from piece to piece, each given back. */
  private static void grow(ByteBufAllocator pool) {
    ByteBuf buffer = pool.directBuffer(LARGE / 4);
    buffer.capacity(LARGE / 2).capacity(LARGE).capacity(LARGE / 8).release();
  }

  private static ByteBuf keep(ByteBufAllocator pool) {
    return pool.directBuffer(LARGE);
  }

  private static ByteBuf onHeap(ByteBufAllocator pool) {
    return pool.heapBuffer(LARGE);
  }

  /** A second copy of Netty, in a loader of its own. */
  private static void relocated() throws ReflectiveOperationException {
    Class<?> type =
        new RelocatedNetty(NettyForgotten.class.getClassLoader())
            .loadClass(RelocatedNetty.PREFIX + PooledByteBufAllocator.class.getName());
    Object pool = type.getField("DEFAULT").get(null);
    var unused = type.getMethod("directBuffer", int.class).invoke(pool, LARGE);
  }

  private void print(String name, String method) {
    System.out.println(name + "=" + bytes(method) / MB);
  }

  private long bytes(String method) {
    List<AllocationSite> sites = tracking[0].lentSites().value().orElse(List.of());
    String frame = NettyForgotten.class.getName() + "." + method + "(";
    return sites.stream()
        .filter(site -> site.applicationFrame().startsWith(frame))
        .mapToLong(AllocationSite::bytes)
        .sum();
  }
}
