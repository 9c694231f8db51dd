package io.memguard.source;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reads the small text files of {@code /proc} and {@code /sys}.
 *
 * <p>Through {@link FileInputStream}: a channel would leave a temporary direct buffer with the
 * calling thread, and direct buffers are what MemGuard counts.
 */
final class KernelFile {

  private KernelFile() {}

  static String text(Path file) throws IOException {
    try (InputStream in = new FileInputStream(file.toFile())) {
      // Most of these files are tiny; readAllBytes would start with 8 or 16 KB for each.
      byte[] bytes = new byte[1024];
      int length = 0;
      for (int read = 0; read >= 0; read = in.read(bytes, length, bytes.length - length)) {
        length += read;
        if (length == bytes.length) {
          bytes = Arrays.copyOf(bytes, 4 * length);
        }
      }
      return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
  }

  /** The number in a file of one number; empty for {@code max} and for a file that is not there. */
  static OptionalLong number(Path file) {
    try {
      return KeyedFile.number(text(file).strip());
    } catch (IOException absent) {
      return OptionalLong.empty();
    }
  }

  /**
   * The share of the last ten seconds in which some task waited, in percent. A line of a pressure
   * file: {@code some avg10=6.33 avg60=2.22 avg300=0.51 total=1603314} (kernel, {@code
   * Documentation/accounting/psi.rst}).
   */
  static OptionalDouble stalled(Path pressureFile) {
    try {
      String text = text(pressureFile);
      int start = text.indexOf("some avg10=");
      if (start < 0) {
        return OptionalDouble.empty();
      }
      start += "some avg10=".length();
      int end = text.indexOf(' ', start);
      return OptionalDouble.of(
          Double.parseDouble(text.substring(start, end < 0 ? text.length() : end)));
    } catch (IOException | NumberFormatException absent) {
      // EOPNOTSUPP is how a kernel without psi=1 answers a read of a file that is there.
      return OptionalDouble.empty();
    }
  }
}
