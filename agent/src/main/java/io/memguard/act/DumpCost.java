package io.memguard.act;

import java.util.function.DoubleSupplier;

/**
 * What the next dump will cost, from the bytes that are live. Starts from upper bounds for small
 * objects, heeds how fast live objects were counted on this machine, and learns from every dump of
 * this life.
 */
final class DumpCost {

  // Every object costs 9 to 25 bytes of record head in the HPROF format, arrays of references and
  // fields hold 8-byte identifiers where the heap holds 4: small objects make the file larger than
  // the heap (37 million objects in 1 GB: 1.75 GB of file).
  private static final double FILE_BYTES_PER_LIVE_BYTE = 1.8;
  private static final double MILLIS_PER_LIVE_BYTE = 3500.0 / (1L << 30);

  /**
   * A dump of many small objects takes so many times as long as a count of them (3.3 s and 0.95 s
   * for 1 GB on Java 17). Of large arrays it takes far longer than a count: a fast count says
   * nothing, a slow one tells of a slow machine or of little CPU time.
   */
  private static final double DUMPS_PER_COUNT = 3.5;

  /** A learnt figure is raised by this, since the heap of the next dump is not the same. */
  private static final double MARGIN = 1.25;

  /** Since JDK 22 (JDK-8306441) a dump is written as a segment and then merged: twice the room. */
  private static final int FIRST_SEGMENTED_RELEASE = 22;

  private final int release;
  private final DoubleSupplier countMillisPerByte;
  private double fileBytesPerLiveByte = FILE_BYTES_PER_LIVE_BYTE;
  private double millisPerLiveByte = MILLIS_PER_LIVE_BYTE;
  private boolean learnt;

  /**
   * The cost on a release of Java.
   *
   * @param countMillisPerByte how long the last count of live objects took; 0 before the first
   */
  DumpCost(int release, DoubleSupplier countMillisPerByte) {
    this.release = release;
    this.countMillisPerByte = countMillisPerByte;
  }

  long fileBytes(long liveBytes) {
    return Math.round(liveBytes * fileBytesPerLiveByte);
  }

  /** The most that lies on the disk while the dump is being written. */
  long peakBytes(long liveBytes) {
    return fileBytes(liveBytes) * (release >= FIRST_SEGMENTED_RELEASE ? 2 : 1);
  }

  long pauseMillis(long liveBytes) {
    double counted = learnt ? 0 : DUMPS_PER_COUNT * countMillisPerByte.getAsDouble();
    return Math.round(liveBytes * Math.max(millisPerLiveByte, counted));
  }

  /** Wall time stands for the pause: the application stands still for a third of it or for all. */
  void learn(long liveBytes, long fileBytes, long wallMillis) {
    learnt = true;
    double live = Math.max(1, liveBytes);
    fileBytesPerLiveByte = Math.max(1, MARGIN * fileBytes / live);
    millisPerLiveByte = Math.max(MILLIS_PER_LIVE_BYTE / 10, MARGIN * wallMillis / live);
  }
}
