import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fills its heap with orders that hang on a map, a list and each other, and dumps it: {@code java
 * -Xmx2200m src/bench/LargeHeap.java MEGABYTES FILE.hprof}. 850 make 24 million objects and a dump
 * of 1.2 GB.
 */
final class LargeHeap {
  private static final Map<Long, Order> BY_ID = new ConcurrentHashMap<>();
  private static final List<Order> RECENT = new LinkedList<>();
  private static final int LOOK_EVERY = 100_000;

  private LargeHeap() {}

  public static void main(String[] arguments) throws Exception {
    long wanted = Long.parseLong(arguments[0]) << 20;
    Random random = new Random(7);
    Order last = null;
    for (long id = 0; id % LOOK_EVERY != 0 || used() < wanted; id++) {
      Order order = new Order(id, random);
      BY_ID.put(id, order);
      if (random.nextInt(10) == 0) {
        RECENT.add(order);
      }
      if (random.nextInt(3) == 0) {
        order.previous = last;
        last = order;
      }
    }
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(arguments[1], true);
    System.out.println(BY_ID.size() + " orders, " + RECENT.size() + " in a list");
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static final class Order {
    private final long id;
    private final String customer;
    private final byte[] note;
    private final List<Line> lines = new ArrayList<>();
    private Order previous;

    Order(long id, Random random) {
      this.id = id;
      customer = "customer-" + id;
      note = new byte[random.nextInt(200)];
      for (int count = random.nextInt(6); count > 0; count--) {
        lines.add(new Line("sku-" + random.nextInt(1_000_000), count, random.nextDouble()));
      }
    }
  }

  private record Line(String sku, int count, double price) {}
}
