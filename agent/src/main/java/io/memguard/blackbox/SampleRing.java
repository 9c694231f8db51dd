package io.memguard.blackbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Writes records into their places, round and round. A record is copied in one piece, its checksum
 * first; what a kill tears apart does not fit its checksum.
 */
final class SampleRing {
  private final ByteBuffer file;
  private final Layout.Part part;
  private final int recordBytes;
  private final byte[] bytes;
  private final ByteBuffer record;
  private final CRC32C checksum = new CRC32C();
  private long sequence;

  SampleRing(ByteBuffer file, Layout.Part part, int recordBytes) {
    this.file = file;
    this.part = part;
    this.recordBytes = recordBytes;
    this.bytes = new byte[recordBytes];
    this.record = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  void write(long epochMillis, long nanos, Figures figures) {
    sequence++;
    record.putLong(8, sequence);
    record.putLong(16, epochMillis);
    record.putLong(24, nanos);
    for (int i = 0; i < figures.count(); i++) {
      record.putInt(Layout.RECORD_HEAD + 4 * i, figures.stored(i));
    }
    checksum.reset();
    checksum.update(bytes, 4, recordBytes - 4);
    record.putInt(0, (int) checksum.getValue());
    int place = (int) ((sequence - 1) % part.count());
    file.put(part.offset() + place * recordBytes, bytes, 0, recordBytes);
  }
}
