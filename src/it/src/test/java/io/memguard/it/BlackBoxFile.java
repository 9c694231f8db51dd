package io.memguard.it;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Reads a black box by what {@code src/docs/blackbox.md} says. */
final class BlackBoxFile {

  private static final int SAMPLES_OFFSET = 163_840;
  private static final int SAMPLES = 3_000;
  private static final int RECORD_BYTES = 176;

  private static final int END_OFFSET = 16_384;
  private static final int END_BYTES = 1_024;

  private BlackBoxFile() {}

  /** Empty before the first sample. */
  static Optional<Instant> lastSample(Path life) {
    ByteBuffer file = bytes(life);
    long newest = 0;
    long time = 0;
    for (int i = 0; i < SAMPLES && SAMPLES_OFFSET + (i + 1) * RECORD_BYTES <= file.limit(); i++) {
      int record = SAMPLES_OFFSET + i * RECORD_BYTES;
      if (file.getLong(record + 8) > newest) {
        newest = file.getLong(record + 8);
        time = file.getLong(record + 16);
      }
    }
    return newest == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(time));
  }

  /** Whether an orderly end was marked. */
  static boolean ends(Path life) {
    ByteBuffer file = bytes(life);
    return file.limit() > END_OFFSET + 2 * END_BYTES
        && (file.getLong(END_OFFSET + 8) > 0 || file.getLong(END_OFFSET + END_BYTES + 8) > 0);
  }

  private static ByteBuffer bytes(Path life) {
    try {
      byte[] bytes = Files.readAllBytes(life.resolve("blackbox"));
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException notYet) {
      return ByteBuffer.allocate(0);
    }
  }
}
