package io.memguard.demo.gallery;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The orders of the day are a third more than the container holds, and every request looks into
 * some of them. MemGuard must say that the service thrashes. Without swap the kernel kills it
 * instead, so it is not listed; in the lab it runs as
 *
 * <pre>
 * src/it/lab/cgroup2-vm -M 200M -S 512 -- java -Xmx400m … swap-thrash
 * </pre>
 */
final class SwapThrash implements Case {

  private static final double OF_LIMIT = 1.35;
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int PAGE_BYTES = 4096;
  private static final int PAGES_A_REQUEST = 200;

  private final List<ByteBuffer> orders = new ArrayList<>();
  private int blocks;

  @Override
  public About about() {
    return About.sick("swap-thrash", "more memory in use than the container has", "swap-thrash", "")
        .with("-Xmx400m", "-XX:+UseSerialGC");
  }

  @Override
  public void start(Run run) {
    blocks = (int) (OF_LIMIT * run.limitBytes() / BLOCK_BYTES);
  }

  @Override
  public synchronized void onRequest(long n) {
    if (orders.size() < blocks) {
      orders.add(ByteBuffer.allocate(BLOCK_BYTES));
    }
    for (int i = 0; i < PAGES_A_REQUEST; i++) {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      ByteBuffer block = orders.get(random.nextInt(orders.size()));
      block.putLong(PAGE_BYTES * random.nextInt(BLOCK_BYTES / PAGE_BYTES), n);
    }
  }
}
