package io.memguard.demo.gallery;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;

/**
 * A pool of direct buffers grows with the uploads under way until half of the run, then lends what
 * it has; beside it every request frees a buffer of its own. MemGuard may watch the pool grow; it
 * must not warn of a leak or of uncollected buffers.
 */
final class PooledBuffers implements Case {

  private static final double BOUND_OF_ROOM = 0.25;
  private static final int POOLED_BYTES = 256 << 10;
  private static final int OWN_BYTES = 64 << 10;

  private final Deque<ByteBuffer> idle = new ArrayDeque<>();
  private final Queue<Upload> underWay = new ArrayDeque<>();
  private final FreedBuffer freed = new FreedBuffer();
  private Ramp ramp;
  private int bound;
  private int mostUnderWay = 1;

  @Override
  public About about() {
    return About.healthy("pooled-buffers", "a pool of direct buffers that grows to its bound")
        .with("-Xmx192m", "-XX:MaxDirectMemorySize=1g");
  }

  @Override
  public void start(Run run) {
    long bytes = (long) (BOUND_OF_ROOM * run.nativeRoom());
    ramp = run.ramp(bytes, 0.5);
    bound = (int) (bytes / POOLED_BYTES);
  }

  @Override
  public synchronized void onRequest(long n) {
    mostUnderWay = Math.min(bound, mostUnderWay + ramp.due(n, POOLED_BYTES));
    underWay.add(new Upload(n, Payload.mark(borrow(), n)));
    while (underWay.size() > mostUnderWay) {
      Upload done = underWay.remove();
      Payload.check(done.content(), done.number());
      idle.push(done.content());
    }
    freed.use(n, OWN_BYTES);
  }

  private ByteBuffer borrow() {
    ByteBuffer pooled = idle.poll();
    return pooled == null ? ByteBuffer.allocateDirect(POOLED_BYTES) : pooled;
  }

  private record Upload(long number, ByteBuffer content) {}
}
