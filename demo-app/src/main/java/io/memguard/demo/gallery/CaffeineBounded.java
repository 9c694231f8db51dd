package io.memguard.demo.gallery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A Caffeine cache bounded by weight fills as evenly as a leak, then evicts for the rest of the
 * run. MemGuard may watch it fill; it must not warn, for its bound is a third of the heap.
 */
final class CaffeineBounded implements Case {

  private static final double BOUND_OF_HEAP = 0.35;
  private static final int ENTRY_BYTES = 8 << 10;

  private final AtomicLong newest = new AtomicLong();
  private Cache<Long, byte[]> products;
  private Ramp ramp;

  @Override
  public About about() {
    return About.healthy("caffeine-bounded", "a Caffeine cache that fills to its maximum weight");
  }

  @Override
  public void start(Run run) {
    long bound = (long) (BOUND_OF_HEAP * run.heapBytes());
    ramp = run.ramp(bound, 0.4);
    products =
        Caffeine.newBuilder()
            .maximumWeight(bound)
            .weigher((Long product, byte[] content) -> content.length)
            .build();
  }

  @Override
  public void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, ENTRY_BYTES); i++) {
      long product = newest.incrementAndGet();
      products.put(product, Payload.of(product, ENTRY_BYTES));
    }
    long wanted = Math.max(1, newest.get() - n % 1000);
    byte[] hit = products.getIfPresent(wanted);
    if (hit != null) {
      Payload.check(hit, wanted);
    }
  }
}
