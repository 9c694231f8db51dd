package io.memguard.demo;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** The JSON text of an order, sealed with a checksum so that whoever gets it can check it. */
final class OrderText {

  private static final int LINES = 40;
  private static final String SEAL = ",\"crc\":";

  private OrderText() {}

  static String of(long id) {
    StringBuilder text = new StringBuilder("{\"id\":").append(id).append(",\"lines\":[");
    long total = 0;
    for (int line = 0; line < LINES; line++) {
      long cents = (id * 31 + line * 17L) % 10_000;
      total += cents;
      text.append(line == 0 ? "" : ",")
          .append("{\"product\":\"product-%d-%d\",\"cents\":%d}".formatted(id, line, cents));
    }
    text.append("],\"total\":").append(total);
    return text + SEAL + crc(text.toString()) + "}";
  }

  static boolean isOrder(String text, long id) {
    int seal = text.lastIndexOf(SEAL);
    return seal > 0
        && text.startsWith("{\"id\":" + id + ",")
        && text.substring(seal).equals(SEAL + crc(text.substring(0, seal)) + "}");
  }

  private static long crc(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }
}
