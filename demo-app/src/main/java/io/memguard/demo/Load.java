package io.memguard.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.memguard.demo.gallery.Case;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Customers who order at an even rate and check what they get. They use blocking connections: the
 * threads of the newer HTTP client do not outlive a full heap, and whoever waits for them waits for
 * ever.
 */
final class Load {

  private static final int CUSTOMERS = 4;
  private static final int PATIENCE_MILLIS = 20_000;

  private final AtomicLong orders = new AtomicLong();
  private final URI service;
  private final Tally tally;

  private Load(int port, Tally tally) {
    this.service = URI.create("http://127.0.0.1:" + port + "/orders");
    this.tally = tally;
  }

  /** Orders for a number of seconds, then returns. */
  static void run(int port, int rate, int seconds, Case habit, Tally tally)
      throws InterruptedException {
    Load load = new Load(port, tally);
    List<Thread> customers = new ArrayList<>();
    for (int i = 0; i < CUSTOMERS; i++) {
      Thread customer =
          new Thread(() -> load.order((double) rate / CUSTOMERS, seconds, habit), "customer-" + i);
      customer.setDaemon(true);
      customer.start();
      customers.add(customer);
    }
    for (Thread customer : customers) {
      customer.join(PATIENCE_MILLIS + Duration.ofSeconds(seconds).toMillis());
    }
  }

  private void order(double rate, int seconds, Case habit) {
    long start = System.nanoTime();
    long end = start + Duration.ofSeconds(seconds).toNanos();
    long next = start;
    while (next < end && System.nanoTime() < end) {
      for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      try {
        order(orders.incrementAndGet());
      } catch (IOException e) {
        tally.errors.incrementAndGet();
      } catch (OutOfMemoryError e) {
        tally.outOfMemory.incrementAndGet();
      }
      double shareOfRun = (double) (next - start) / (end - start);
      // From when the order was due: whoever was kept waiting makes up for it.
      next += (long) (1e9 / (rate * habit.load(shareOfRun)));
    }
  }

  private void order(long id) throws IOException {
    boolean places = id % 4 == 0;
    URI address = places ? service : URI.create(service + "/" + id);
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout(PATIENCE_MILLIS);
    connection.setReadTimeout(PATIENCE_MILLIS);
    if (places) {
      connection.setDoOutput(true);
      connection.getOutputStream().write(Long.toString(id).getBytes(UTF_8));
    }
    boolean served = connection.getResponseCode() == 200;
    try (InputStream body = served ? connection.getInputStream() : connection.getErrorStream()) {
      String answer = body == null ? "" : new String(body.readAllBytes(), UTF_8);
      if (served && !OrderText.isOrder(answer, id)) {
        tally.mismatches.incrementAndGet();
      }
    }
  }
}
