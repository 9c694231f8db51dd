package io.memguard.dump;

import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A growing table of numbers, all 0 at first, in a file of its own. A heap of 20 million objects
 * takes several such tables; mapped they are page cache and not heap of the analysis.
 */
final class IntTable {
  /** Four million numbers are mapped at a time. */
  private static final int BITS = 22;

  private static final int SEGMENT = 1 << BITS;

  private final Path file;
  private IntBuffer[] segments = {};

  IntTable(Path file) {
    this.file = file;
  }

  int get(int index) {
    int segment = index >>> BITS;
    return segment < segments.length ? segments[segment].get(index & (SEGMENT - 1)) : 0;
  }

  void set(int index, int value) throws IOException {
    int segment = index >>> BITS;
    while (segment >= segments.length) {
      grow();
    }
    segments[segment].put(index & (SEGMENT - 1), value);
  }

  void add(int index, int value) throws IOException {
    set(index, get(index) + value);
  }

  private void grow() throws IOException {
    long bytes = (long) SEGMENT * Integer.BYTES;
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      IntBuffer mapped =
          channel.map(MapMode.READ_WRITE, segments.length * bytes, bytes).asIntBuffer();
      segments = Arrays.copyOf(segments, segments.length + 1);
      segments[segments.length - 1] = mapped;
    }
  }
}
