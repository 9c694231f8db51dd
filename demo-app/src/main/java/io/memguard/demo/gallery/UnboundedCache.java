package io.memguard.demo.gallery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * A cache whose maximum size was forgotten, and every key is new. MemGuard must say that the heap
 * leaks and name the cache or the products in it.
 */
final class UnboundedCache implements Case {

  private static final int PRODUCT_BYTES = 8 << 10;

  private final Cache<Long, Product> products = Caffeine.newBuilder().recordStats().build();
  private Ramp ramp;

  @Override
  public About about() {
    return About.sick(
        "unbounded-cache",
        "a Caffeine cache without a maximum size",
        "heap-leak",
        "\\bProduct\\b|\\bcaffeine\\b|\\bUnboundedCache\\b");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.heapBytes(), 1);
  }

  @Override
  public void onRequest(long n) {
    long newest = ramp.pieces(n, PRODUCT_BYTES);
    for (long id = newest; id > ramp.pieces(n - 1, PRODUCT_BYTES); id--) {
      Payload.check(products.get(id, Product::new).text, id);
    }
    Product hit = products.getIfPresent(newest / 2);
    if (hit != null) {
      Payload.check(hit.text, newest / 2);
    }
  }

  static final class Product {

    private final byte[] text;

    Product(long id) {
      text = Payload.of(id, PRODUCT_BYTES);
    }
  }
}
