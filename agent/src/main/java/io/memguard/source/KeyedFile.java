package io.memguard.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A kernel file of one key and one number a line. Lines that are anything else are passed over.
 *
 * <pre>
 * total_rss 60698624          memory.stat, memory.events, /proc/vmstat
 * VmRSS:     83100 kB         /proc/self/status, /proc/meminfo: kB means 1024 bytes
 * </pre>
 */
final class KeyedFile {

  private final String name;
  private final String text;

  KeyedFile(String name, String text) {
    this.name = name;
    this.text = '\n' + text;
  }

  static KeyedFile read(Path file) throws IOException {
    return new KeyedFile(file.toString(), KernelFile.text(file));
  }

  /** A file that older kernels do not have reads as one without lines. */
  static KeyedFile readOrEmpty(Path file) {
    try {
      return read(file);
    } catch (IOException absent) {
      return new KeyedFile(file.toString(), "");
    }
  }

  /** The first well-formed value of the key, in bytes where the file says kB. */
  OptionalLong value(String key) {
    int from = 0;
    while (true) {
      int line = text.indexOf('\n' + key, from);
      if (line < 0) {
        return OptionalLong.empty();
      }
      int end = text.indexOf('\n', line + 1);
      int separator = line + 1 + key.length();
      from = separator;
      if (separator < text.length() && isSeparator(text.charAt(separator))) {
        OptionalLong value =
            quantity(text.substring(separator + 1, end < 0 ? text.length() : end).strip());
        if (value.isPresent()) {
          return value;
        }
      }
    }
  }

  long valueOr(String key, long other) {
    return value(key).orElse(other);
  }

  /**
   * For keys without which the file says nothing; {@code older} is what the key was called once.
   */
  long required(String key, String older) throws IOException {
    OptionalLong value = value(key);
    if (value.isEmpty()) {
      value = value(older);
    }
    return value.orElseThrow(() -> new IOException(name + " has no line '" + key + "'"));
  }

  long required(String key) throws IOException {
    return required(key, key);
  }

  private static boolean isSeparator(char c) {
    return c == ' ' || c == ':' || c == '\t';
  }

  private static OptionalLong quantity(String text) {
    if (text.endsWith(" kB")) {
      OptionalLong kilobytes = number(text.substring(0, text.length() - 3));
      return kilobytes.isPresent()
          ? OptionalLong.of(saturate(kilobytes.getAsLong(), 1024))
          : kilobytes;
    }
    return number(text);
  }

  /**
   * Digits only; what a kernel prints from an unsigned long above 2^63 becomes the largest long.
   */
  static OptionalLong number(String digits) {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return OptionalLong.empty();
      }
      value = value > (Long.MAX_VALUE - 9) / 10 ? Long.MAX_VALUE : value * 10 + (c - '0');
    }
    return digits.isEmpty() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** Of two numbers that were read so; a sum beyond the largest long is the largest long. */
  static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  private static long saturate(long value, long factor) {
    return value > Long.MAX_VALUE / factor ? Long.MAX_VALUE : value * factor;
  }
}
