package io.memguard.source;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The size of a page, which differs among machines of one architecture (arm64: 4, 16 or 64 KB). */
final class PageSize {

  /** {@code AT_PAGESZ} of {@code linux/auxvec.h}. */
  private static final long PAGE_SIZE_ENTRY = 6;

  private static final int USUAL = 4096;

  private PageSize() {}

  /**
   * From {@code /proc/self/auxv}, which is pairs of native longs: an entry's type and its value.
   */
  static int of(Path root) {
    try (InputStream in = new FileInputStream(root.resolve("proc/self/auxv").toFile())) {
      ByteBuffer entries = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.nativeOrder());
      while (entries.remaining() >= 2 * Long.BYTES) {
        long type = entries.getLong();
        long value = entries.getLong();
        if (type == PAGE_SIZE_ENTRY && value >= USUAL && Long.bitCount(value) == 1) {
          return Math.toIntExact(value);
        }
      }
    } catch (IOException | ArithmeticException unreadable) {
      return USUAL;
    }
    return USUAL;
  }
}
