package io.memguard.demo.gallery;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Each view of an order listens to the price feed, and nobody takes the listener away when the view
 * is closed. MemGuard must say that the heap leaks and name the feed or the views.
 */
final class ListenerLeak implements Case {

  private static final int VIEW_BYTES = 8 << 10;

  private final PriceFeed feed = new PriceFeed();
  private Ramp ramp;

  @Override
  public About about() {
    return About.sick(
        "listener-leak",
        "listeners that are added for each view and never removed",
        "heap-leak",
        "\\bPriceFeed\\b|\\bOrderView\\b");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.heapBytes(), 1);
  }

  @Override
  public void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, VIEW_BYTES); i++) {
      OrderView view = new OrderView(n);
      feed.listen(view::priceChanged);
    }
    if (n % 100 == 0) {
      feed.publish(n);
    }
  }

  static final class PriceFeed {

    private final List<LongConsumer> listeners = new ArrayList<>();

    synchronized void listen(LongConsumer listener) {
      listeners.add(listener);
    }

    synchronized void publish(long price) {
      listeners.forEach(listener -> listener.accept(price));
    }
  }

  static final class OrderView {

    private final long order;
    private final byte[] rendered;
    private volatile long price;

    OrderView(long order) {
      this.order = order;
      this.rendered = Payload.of(order, VIEW_BYTES);
    }

    void priceChanged(long newPrice) {
      Payload.check(rendered, order);
      price = newPrice;
    }

    @Override
    public String toString() {
      return order + " at " + price;
    }
  }
}
