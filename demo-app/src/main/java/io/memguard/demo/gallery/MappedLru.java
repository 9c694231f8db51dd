package io.memguard.demo.gallery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Segments of a store are mapped when they are asked for, and the least recent one is dropped for
 * the collector to unmap. MemGuard may watch the mappings; it must not warn, for the collector
 * unmaps them and the kernel can take their pages at any time.
 */
final class MappedLru implements Case {

  private static final double STORE_OF_LIMIT = 0.3;
  private static final int SEGMENTS = 48;
  private static final int SEGMENTS_MAPPED = 16;
  private static final double MISSES_PER_SECOND = 4;

  private final Map<Integer, ByteBuffer> mapped =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, ByteBuffer> eldest) {
          return size() > SEGMENTS_MAPPED;
        }
      };
  private Path folder;
  private Ramp ramp;
  private int segmentBytes;
  private int segment;

  @Override
  public About about() {
    return About.healthy("mapped-lru", "mapped files of which the least recent are dropped");
  }

  @Override
  public void start(Run run) {
    segmentBytes = (int) (STORE_OF_LIMIT * run.limitBytes() / SEGMENTS);
    ramp = new Ramp(MISSES_PER_SECOND / run.rate());
    folder = Scratch.folder("mapped-lru");
    try {
      for (int i = 0; i < SEGMENTS; i++) {
        Files.write(file(i), Payload.of(i, segmentBytes));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void onRequest(long n) throws IOException {
    if (ramp.due(n, 1) > 0) {
      segment = (segment + 1) % SEGMENTS;
    }
    ByteBuffer content = mapped.get(segment);
    if (content == null) {
      try (FileChannel channel = FileChannel.open(file(segment))) {
        content = channel.map(MapMode.READ_ONLY, 0, segmentBytes).load();
      }
      mapped.put(segment, content);
    }
    Payload.check(content, segment);
  }

  private Path file(int number) {
    return folder.resolve("segment-%d.dat".formatted(number));
  }
}
