package io.memguard.dump;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.PrimitiveArrayInstance;

/** The text of strings in a dump, which the reader gives as arrays of numbers. */
final class ThreadNames {
  private static final int LONGEST = 200;

  private ThreadNames() {}

  /** The name of a thread object. */
  static String of(Instance thread) {
    return thread.getValueOfField("name") instanceof Instance name ? text(name) : "?";
  }

  private static String text(Instance string) {
    if (!(string.getValueOfField("value") instanceof PrimitiveArrayInstance value)) {
      return "?";
    }
    List<?> numbers = value.getValues();
    byte[] bytes = new byte[Math.min(numbers.size(), 2 * LONGEST)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = Byte.parseByte((String) numbers.get(i));
    }
    boolean latin = Byte.valueOf((byte) 0).equals(string.getValueOfField("coder"));
    // The JVM stores characters in the order of the machine; all that matter are little-endian.
    return new String(bytes, latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16LE);
  }
}
