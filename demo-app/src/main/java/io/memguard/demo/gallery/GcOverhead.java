package io.memguard.demo.gallery;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A graph of products takes two thirds of a small heap, and every request makes so much garbage
 * that the old generation is collected all the time. MemGuard must say that collections take too
 * large a share of the time, and not that the heap leaks: nothing grows.
 */
final class GcOverhead implements Case {

  private static final double LIVE_OF_HEAP = 0.55;
  private static final double GARBAGE_OF_HEAP_PER_SECOND = 0.3;
  private static final int NODE_BYTES = 24;
  private static final int GARBAGE_BYTES = 32 << 10;
  private static final int CHAINS = 64;

  private final AtomicLongArray sums = new AtomicLongArray(CHAINS);
  private final Node[] chains = new Node[CHAINS];
  private Ramp ramp;
  private Ramp garbage;
  private long last;

  @Override
  public About about() {
    return About.sick(
            "gc-overhead",
            "much garbage beside a live set that leaves it little room",
            "gc-overhead",
            "")
        .with("-Xmx128m", "-XX:+UseSerialGC");
  }

  @Override
  public void start(Run run) {
    long live = (long) (LIVE_OF_HEAP * run.heapBytes());
    ramp = run.ramp(live, 0.15);
    garbage = new Ramp(GARBAGE_OF_HEAP_PER_SECOND * run.heapBytes() / run.rate());
    last = live / NODE_BYTES;
  }

  @Override
  public synchronized void onRequest(long n) {
    long loaded = Math.min(last, ramp.pieces(n, NODE_BYTES));
    for (long id = loaded; id > ramp.pieces(n - 1, NODE_BYTES); id--) {
      int chain = (int) (id % CHAINS);
      chains[chain] = new Node(id, chains[chain]);
      sums.addAndGet(chain, id);
    }
    for (int i = 0; i < garbage.due(n, GARBAGE_BYTES); i++) {
      Payload.check(Payload.of(n, GARBAGE_BYTES), n);
    }
    if (n % 1000 == 0) {
      check((int) (n / 1000 % CHAINS));
    }
  }

  private void check(int chain) {
    long sum = 0;
    for (Node node = chains[chain]; node != null; node = node.next()) {
      sum += node.product();
    }
    if (sum != sums.get(chain)) {
      throw new IllegalStateException("products are missing from chain " + chain);
    }
  }

  private record Node(long product, Node next) {}
}
