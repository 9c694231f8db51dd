import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;

/**
 * An application that knows how late it is: a piece of work of some tenths of a millisecond,
 * garbage included, is due {@value #RATE} times a second. The latency of a piece is counted from
 * when it was due until it is done, so that whoever was kept waiting is counted too. For each line
 * of the input it prints the latencies since the line before, in microseconds: the number of
 * pieces, the percentiles 50, 99 and 99.9, and the longest. Ends with the input.
 */
final class PunctualWork {
  private static final int RATE = 500;
  private static final long PERIOD_NANOS = 1_000_000_000L / RATE;
  private static final int BLOCK_BYTES = 8 << 10;
  private static final int BLOCKS = 8;
  private static final int LIVE_BLOCKS = 2_000;

  private final byte[][] live = new byte[LIVE_BLOCKS][];
  private long[] nanos = new long[1 << 16];
  private int count;
  private long checksum;

  public static void main(String[] args) throws IOException {
    PunctualWork work = new PunctualWork();
    Thread thread = new Thread(work::run, "work");
    thread.setDaemon(true);
    thread.start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(work.told());
    }
  }

  private void run() {
    long due = System.nanoTime();
    for (int piece = 0; ; piece++) {
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      piece(piece);
      keep(System.nanoTime() - due);
      due += PERIOD_NANOS;
    }
  }

  private void piece(int number) {
    for (int block = 0; block < BLOCKS; block++) {
      byte[] bytes = new byte[BLOCK_BYTES];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (i * 31 + number);
      }
      CRC32C sum = new CRC32C();
      sum.update(bytes, 0, bytes.length);
      checksum += sum.getValue();
      live[(number * BLOCKS + block) % LIVE_BLOCKS] = bytes;
    }
  }

  private synchronized void keep(long latency) {
    if (count < nanos.length) {
      nanos[count++] = latency;
    }
  }

  private String told() {
    long[] sorted = taken();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "%d %d %d %d %d",
        sorted.length,
        micros(sorted, 0.5),
        micros(sorted, 0.99),
        micros(sorted, 0.999),
        micros(sorted, 1));
  }

  private synchronized long[] taken() {
    long[] taken = Arrays.copyOf(nanos, count);
    count = 0;
    return taken;
  }

  private static long micros(long[] sorted, double share) {
    return sorted.length == 0
        ? 0
        : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / 1000;
  }
}
