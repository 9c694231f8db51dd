package io.memguard.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that grows by a step for every byte it reads, outside its heap, and ends with its
 * input: with whoever started it, however that one ends.
 */
public final class Grower {

  public static final int STEP_BYTES = 1 << 20;

  private static final int PAGE_BYTES = 4096;

  private static final List<ByteBuffer> kept = new ArrayList<>();

  private Grower() {}

  public static void main(String[] args) throws IOException {
    while (System.in.read() >= 0) {
      ByteBuffer step = ByteBuffer.allocateDirect(STEP_BYTES);
      for (int page = 0; page < STEP_BYTES; page += PAGE_BYTES) {
        step.put(page, (byte) 1);
      }
      kept.add(step);
    }
  }
}
