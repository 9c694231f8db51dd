package io.memguard.source;

import io.memguard.snapshot.MemoryRange;
import io.memguard.snapshot.NativeHeap;
import io.memguard.snapshot.Reading;
import java.util.List;

/**
 * The text of {@code VM.info}: some hundred kilobytes, read every tick, so figures are sought from
 * its end and ranges are parsed only when somebody asks.
 */
record VmInfo(String text) {

  private static final long WRAP = 1L << 32;

  /**
   * The C library's figures, from HotSpot's {@code os::Linux::print_process_memory_info}:
   *
   * <pre>{@code
   * Resident Set Size: 113328K (peak: 156496K) (anon: 87572K, file: 25756K, shmem: 0K)
   * Swapped out: 0K
   * C-Heap outstanding allocations: 61753K, retained: 9494K
   * }</pre>
   *
   * <p>{@code (may have wrapped)} follows where glibc is older than 2.33, which counts in 32 bits.
   * They are true as long as the process is smaller than that.
   */
  Reading<NativeHeap> nativeHeap() {
    String line = lastLine("C-Heap outstanding allocations: ");
    if (line.isEmpty()) {
      return Reading.unavailable("the C library gives no malloc figures (musl?)");
    }
    if (line.contains("wrapped") && residentAndSwapped() >= WRAP) {
      return Reading.unavailable(
          "the malloc figures of this C library wrap at 4 GB: glibc 2.33 or newer counts further");
    }
    long outstanding = size(line, "allocations: ");
    long retained = size(line, "retained: ");
    return outstanding < 0 || retained < 0
        ? Reading.unavailable("the malloc figures of VM.info were not understood: " + line)
        : Reading.known(new NativeHeap(outstanding, retained));
  }

  /** What the JVM tells of its address space; see {@link VmInfoRanges}. */
  List<MemoryRange> ranges() {
    return VmInfoRanges.parse(text);
  }

  private long residentAndSwapped() {
    return size(lastLine("Resident Set Size: "), "Size: ")
        + Math.max(0, size(lastLine("Swapped out: "), "out: "));
  }

  private String lastLine(String label) {
    int start = text.lastIndexOf("\n" + label);
    if (start < 0) {
      return "";
    }
    int end = text.indexOf('\n', start + 1);
    return text.substring(start + 1, end < 0 ? text.length() : end);
  }

  /** The size after a label, such as {@code 9494K}; -1 when there is none. */
  private static long size(String line, String label) {
    int start = line.indexOf(label);
    if (start < 0) {
      return -1;
    }
    int digit = start + label.length();
    long number = 0;
    int end = digit;
    while (end < line.length() && Character.isDigit(line.charAt(end))) {
      number = number * 10 + (line.charAt(end++) - '0');
    }
    char unit = end < line.length() ? line.charAt(end) : 'B';
    return end == digit
        ? -1
        : switch (unit) {
          case 'K' -> number << 10;
          case 'M' -> number << 20;
          case 'G' -> number << 30;
          default -> number;
        };
  }
}
