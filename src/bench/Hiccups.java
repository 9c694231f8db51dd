import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A service with a large live heap of small objects that leaks, and a thread that measures how long
 * it is kept from running: {@code java Hiccups.java LIVE_MIB SECONDS}. Prints the longest pauses,
 * in milliseconds, and the time of each from the start of the leak, in seconds.
 */
final class Hiccups {
  /** About what an entry of the map takes: node, key, order, its text. */
  private static final int ENTRY_BYTES = 160;

  private static final double LEAKED_OF_LIVE = 0.5;
  private static final int TOLD = 5;

  private record Order(long number, String customer) {}

  private record Pause(double second, double millis) {}

  public static void main(String[] args) throws InterruptedException {
    long live = Long.parseLong(args[0]) << 20;
    int seconds = Integer.parseInt(args[1]);
    Map<Long, Order> orders = new HashMap<>();
    fill(orders, live / ENTRY_BYTES);
    System.gc();
    List<Pause> pauses = new ArrayList<>();
    Thread watch = new Thread(() -> watch(pauses), "hiccups");
    watch.setDaemon(true);
    watch.start();
    long step = (long) (LEAKED_OF_LIVE * live / ENTRY_BYTES / (seconds * 20L));
    long garbage = 0;
    for (int i = 0; i < seconds * 20; i++) {
      fill(orders, step);
      for (int k = 0; k < 100; k++) {
        garbage += new byte[8 << 10].length;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    synchronized (pauses) {
      pauses.sort((a, b) -> Double.compare(b.millis(), a.millis()));
      System.out.printf(
          "%d orders, %d MiB of garbage; longest pauses:", orders.size(), garbage >> 20);
      pauses.stream()
          .limit(TOLD)
          .forEach(p -> System.out.printf(" %.0f ms at %.0f s;", p.millis(), p.second()));
      System.out.println();
    }
  }

  private static void fill(Map<Long, Order> orders, long count) {
    for (long i = 0; i < count; i++) {
      long number = orders.size();
      orders.put(number, new Order(number, "a customer with the number " + number));
    }
  }

  private static void watch(List<Pause> pauses) {
    long begin = System.nanoTime();
    long before = begin;
    while (true) {
      try {
        TimeUnit.MILLISECONDS.sleep(1);
      } catch (InterruptedException e) {
        return;
      }
      long now = System.nanoTime();
      double millis = (now - before) / 1e6;
      if (millis > 20) {
        synchronized (pauses) {
          pauses.add(new Pause((before - begin) / 1e9, millis));
        }
      }
      before = now;
    }
  }
}
