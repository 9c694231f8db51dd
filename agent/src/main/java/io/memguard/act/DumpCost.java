package io.memguard.act;

/**
 * What the next dump will cost, from the bytes that are live. Starts from upper bounds for small
 * objects and learns from every dump of this life.
 */
final class DumpCost {

  // Every object costs 9 to 25 bytes of record head in the HPROF format, arrays of references and
  // fields hold 8-byte identifiers where the heap holds 4: small objects make the file larger than
  // the heap (37 million objects in 1 GB: 1.75 GB of file).
  private static final double FILE_BYTES_PER_LIVE_BYTE = 1.8;
  private static final double MILLIS_PER_LIVE_BYTE = 3500.0 / (1L << 30);

  /** A learnt figure is raised by this, since the heap of the next dump is not the same. */
  private static final double MARGIN = 1.25;

  /** Since JDK 22 (JDK-8306441) a dump is written as a segment and then merged: twice the room. */
  private static final int FIRST_SEGMENTED_RELEASE = 22;

  private final int release;
  private double fileBytesPerLiveByte = FILE_BYTES_PER_LIVE_BYTE;
  private double millisPerLiveByte = MILLIS_PER_LIVE_BYTE;

  DumpCost(int release) {
    this.release = release;
  }

  long fileBytes(long liveBytes) {
    return Math.round(liveBytes * fileBytesPerLiveByte);
  }

  /** The most that lies on the disk while the dump is being written. */
  long peakBytes(long liveBytes) {
    return fileBytes(liveBytes) * (release >= FIRST_SEGMENTED_RELEASE ? 2 : 1);
  }

  long pauseMillis(long liveBytes) {
    return Math.round(liveBytes * millisPerLiveByte);
  }

  /** Wall time stands for the pause: the application stands still for a third of it or for all. */
  void learn(long liveBytes, long fileBytes, long wallMillis) {
    double live = Math.max(1, liveBytes);
    fileBytesPerLiveByte = Math.max(1, MARGIN * fileBytes / live);
    millisPerLiveByte = Math.max(MILLIS_PER_LIVE_BYTE / 10, MARGIN * wallMillis / live);
  }
}
