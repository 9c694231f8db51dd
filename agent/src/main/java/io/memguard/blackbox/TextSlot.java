package io.memguard.blackbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A text in two halves that are written in turn: while one is being written the other is whole.
 *
 * <pre>
 * 0 checksum (CRC-32C of all that follows)  4 length of the text  8 sequence  16 wall clock, ms  24 UTF-8
 * </pre>
 */
final class TextSlot {
  private static final int HEAD = 24;

  private final ByteBuffer file;
  private final Layout.Part part;
  private long sequence;

  TextSlot(ByteBuffer file, Layout.Part part) {
    this.file = file;
    this.part = part;
  }

  /** What a slot holds and when it was written. */
  record Text(long sequence, long epochMillis, String text) {}

  /** A text that is too long is cut. */
  synchronized void write(long epochMillis, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(utf8.length, part.count() - HEAD);
    byte[] bytes = new byte[HEAD + length];
    ByteBuffer half = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    sequence++;
    half.putInt(4, length);
    half.putLong(8, sequence);
    half.putLong(16, epochMillis);
    half.put(HEAD, utf8, 0, length);
    half.putInt(0, checksum(bytes));
    file.put(part.offset() + (int) (sequence % 2) * part.count(), bytes, 0, bytes.length);
  }

  /** The newer whole half of a file that was read; empty when none was written. */
  static Optional<Text> read(ByteBuffer file, Layout.Part part) {
    Optional<Text> first = half(file, part.offset(), part.count());
    Optional<Text> second = half(file, part.offset() + part.count(), part.count());
    if (first.isEmpty() || second.isEmpty()) {
      return first.isEmpty() ? second : first;
    }
    return first.get().sequence() > second.get().sequence() ? first : second;
  }

  private static Optional<Text> half(ByteBuffer file, int offset, int count) {
    if (offset < 0 || offset > file.limit() - HEAD) {
      return Optional.empty();
    }
    int length = file.getInt(offset + 4);
    if (length < 0 || length > count - HEAD || length > file.limit() - HEAD - offset) {
      return Optional.empty();
    }
    byte[] bytes = new byte[HEAD + length];
    file.get(offset, bytes);
    ByteBuffer half = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return half.getInt(0) == checksum(bytes)
        ? Optional.of(
            new Text(
                half.getLong(8),
                half.getLong(16),
                new String(bytes, HEAD, length, StandardCharsets.UTF_8)))
        : Optional.empty();
  }

  private static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 4, bytes.length - 4);
    return (int) checksum.getValue();
  }
}
