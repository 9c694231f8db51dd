package io.memguard.demo.gallery;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A search index adds segments, maps each and keeps them all mapped. MemGuard must say that mapped
 * files leak and name the segments or {@code SearchIndex.map}; the kernel could drop the pages, so
 * it must not say that the container is about to be killed.
 */
final class MappedIndex implements Case {

  private static final int SEGMENT_BYTES = 2 << 20;

  private Ramp ramp;
  private SearchIndex index;

  @Override
  public About about() {
    return About.sick(
        "mapped-index",
        "files that are mapped and never unmapped",
        "mapped-leak",
        "\\bSearchIndex\\.map\\b|\\bsegment-");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.nativeRoom(), 0.9);
    index = new SearchIndex(Scratch.folder("index"));
  }

  @Override
  public void onRequest(long n) throws IOException {
    for (int i = 0; i < ramp.due(n, SEGMENT_BYTES); i++) {
      index.map();
    }
  }

  static final class SearchIndex {

    private final AtomicInteger numbers = new AtomicInteger();
    private final Queue<MappedByteBuffer> segments = new ConcurrentLinkedQueue<>();
    private final Path folder;

    SearchIndex(Path folder) {
      this.folder = folder;
    }

    void map() throws IOException {
      int number = numbers.incrementAndGet();
      Path file = folder.resolve("segment-" + number + ".idx");
      Files.write(file, Payload.of(number, SEGMENT_BYTES));
      try (FileChannel channel = FileChannel.open(file)) {
        MappedByteBuffer segment = channel.map(MapMode.READ_ONLY, 0, SEGMENT_BYTES).load();
        Payload.check(segment, number);
        segments.add(segment);
      }
    }
  }
}
