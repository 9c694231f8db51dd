package io.memguard.demo;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * A process beside the service that takes a number of megabytes outside its heap at once and keeps
 * them until its standard input ends, with the service at the latest.
 */
final class Companion {

  private static final int PAGE_BYTES = 4 << 10;

  private Companion() {}

  public static void main(String[] args) throws IOException {
    ByteBuffer model = ByteBuffer.allocateDirect(Integer.parseInt(args[0]) << 20);
    try {
      for (int page = 0; page < model.capacity(); page += PAGE_BYTES) {
        model.put(page, (byte) 1);
      }
      System.in.transferTo(System.out);
    } finally {
      Reference.reachabilityFence(model);
    }
  }
}
