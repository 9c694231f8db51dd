package io.memguard.it.program;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Takes all direct memory that there is within a moment, is refused once, and waits. */
public final class RefusedMemory {

  private static final int BUFFER_BYTES = 4 << 20;

  private static final List<ByteBuffer> kept = new ArrayList<>();

  private RefusedMemory() {}

  public static void main(String[] args) throws InterruptedException {
    Thread.sleep(5_000);
    try {
      while (true) {
        kept.add(ByteBuffer.allocateDirect(BUFFER_BYTES));
      }
    } catch (OutOfMemoryError e) {
      System.out.println("refused after " + kept.size());
    }
    Thread.sleep(Long.parseLong(args[0]) * 1000);
    System.out.println("ended");
  }
}
