package io.memguard.demo.gallery;

import java.nio.ByteBuffer;

/** Bytes that can be recognised again: each begins and ends with the number it was made for. */
final class Payload {

  private Payload() {}

  static byte[] of(long number, int bytes) {
    byte[] payload = new byte[bytes];
    mark(ByteBuffer.wrap(payload), number);
    return payload;
  }

  static ByteBuffer direct(long number, int bytes) {
    return mark(ByteBuffer.allocateDirect(bytes), number);
  }

  static ByteBuffer mark(ByteBuffer buffer, long number) {
    return buffer.putLong(0, number).putLong(buffer.capacity() - Long.BYTES, number);
  }

  static void check(byte[] payload, long number) {
    check(ByteBuffer.wrap(payload), number);
  }

  static void check(ByteBuffer buffer, long number) {
    if (buffer.getLong(0) != number || buffer.getLong(buffer.capacity() - Long.BYTES) != number) {
      throw new IllegalStateException("the payload of " + number + " was changed");
    }
  }
}
