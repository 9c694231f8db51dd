package io.memguard.demo.gallery;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * MemGuard must say that the heap leaks and name {@code OrderBook} or its orders; it must not name
 * the garbage of the requests, which is many times as much, nor call it a heap that is too small.
 */
final class HeapLeak implements Case {

  private static final int ORDER_BYTES = 8 << 10;

  private Ramp ramp;

  @Override
  public About about() {
    return About.sick(
        "heap-leak",
        "a static map of orders that never forgets",
        "heap-leak",
        "\\bOrderBook\\b|\\bOrder\\b");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.heapBytes(), 1);
  }

  @Override
  public void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, ORDER_BYTES); i++) {
      OrderBook.take();
    }
    OrderBook.check(n / 2);
  }

  static final class OrderBook {

    private static final Map<Long, Order> byId = new ConcurrentHashMap<>();
    private static final AtomicLong ids = new AtomicLong();

    private OrderBook() {}

    static void take() {
      long id = ids.incrementAndGet();
      byId.put(id, new Order(id));
    }

    static void check(long id) {
      Order order = byId.get(id);
      if (order != null) {
        Payload.check(order.payload, id);
      }
    }
  }

  static final class Order {

    private final byte[] payload;

    Order(long id) {
      payload = Payload.of(id, ORDER_BYTES);
    }
  }
}
