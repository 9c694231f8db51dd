package io.memguard.demo.gallery;

import java.nio.ByteBuffer;

/** Some heap of a number, which can be checked later. */
record Parcel(long number, ByteBuffer content) {

  static Parcel of(long number, int bytes) {
    return new Parcel(number, ByteBuffer.wrap(Payload.of(number, bytes)));
  }

  void check() {
    Payload.check(content, number);
  }
}
