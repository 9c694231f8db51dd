package io.memguard.it.program;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Does the same work again and again until a file is there, then tells its result. */
public final class Sums {
  private static final int ROUNDS = 20;
  private static final int BLOCK_BYTES = 1 << 16;

  private Sums() {}

  public static void main(String[] args) {
    Path end = Path.of(args[0]);
    long sum = once();
    while (!Files.exists(end)) {
      if (once() != sum) {
        throw new IllegalStateException("the same work had another result");
      }
    }
    System.out.println(sum);
  }

  /** The result. */
  public static long once() {
    long sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] block = new byte[BLOCK_BYTES];
      for (int i = 0; i < block.length; i++) {
        block[i] = (byte) (i * 31 + round);
      }
      CRC32C checksum = new CRC32C();
      checksum.update(block, 0, block.length);
      sum = sum * 31 + checksum.getValue();
    }
    return sum;
  }
}
