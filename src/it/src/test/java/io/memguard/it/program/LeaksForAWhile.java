package io.memguard.it.program;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Leaks heap and direct buffers until a file is there; then it lets all go and works on. */
public final class LeaksForAWhile {
  private static final int ORDERS_A_STEP = 100;
  private static final int BUFFER_BYTES = 32 << 10;
  private static final int MOST_STEPS = 1_500;
  private static final Map<Integer, Order> ORDERS = new HashMap<>();
  private static final List<ByteBuffer> BUFFERS = new ArrayList<>();

  private record Order(int number, String text) {}

  private LeaksForAWhile() {}

  public static void main(String[] args) throws InterruptedException {
    Path end = Path.of(args[0]);
    System.out.println("started");
    for (int step = 0; step < MOST_STEPS && !Files.exists(end); step++) {
      for (int i = 0; i < ORDERS_A_STEP; i++) {
        ORDERS.put(ORDERS.size(), new Order(ORDERS.size(), "order ".repeat(60) + i));
      }
      BUFFERS.add(ByteBuffer.allocateDirect(BUFFER_BYTES));
      work();
    }
    ORDERS.clear();
    BUFFERS.clear();
    System.gc();
    System.out.println("let go");
    while (true) {
      work();
    }
  }

  private static void work() throws InterruptedException {
    long sum = 0;
    for (int i = 0; i < 20; i++) {
      sum += new byte[16 << 10].length;
    }
    if (sum == 0) {
      throw new IllegalStateException("nothing was done");
    }
    Thread.sleep(25);
  }
}
