package io.memguard.it;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Reads the newest sample's time from a black box by what {@code src/docs/blackbox.md} says. */
final class BlackBoxFile {

  private static final int SAMPLES_OFFSET = 163_840;
  private static final int SAMPLES = 3_000;
  private static final int RECORD_BYTES = 176;

  private BlackBoxFile() {}

  /** Empty before the first sample. */
  static Optional<Instant> lastSample(Path life) {
    Path path = life.resolve("blackbox");
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try {
      ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
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
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
