package io.memguard.demo.gallery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of nearly half the container is mapped at the start and read bit by bit. MemGuard must be
 * silent: the resident set rises by all of it, in pages that the kernel can drop at any time.
 */
final class LargeIndex implements Case {

  private static final double INDEX_OF_LIMIT = 0.4;
  private static final int BLOCK_BYTES = 64 << 10;

  private ByteBuffer index;
  private Ramp ramp;
  private int blocks;

  @Override
  public About about() {
    return About.healthy("large-index", "a large file mapped once and read all over");
  }

  @Override
  public void start(Run run) {
    blocks = (int) (INDEX_OF_LIMIT * run.limitBytes() / BLOCK_BYTES);
    ramp = run.ramp((long) blocks * BLOCK_BYTES, 0.6);
    Path file = Scratch.folder("large-index").resolve("index.dat");
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (int block = 0; block < blocks; block++) {
        channel.write(ByteBuffer.wrap(Payload.of(block, BLOCK_BYTES)));
      }
      index = channel.map(MapMode.READ_ONLY, 0, (long) blocks * BLOCK_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void onRequest(long n) {
    long first = ramp.pieces(n - 1, BLOCK_BYTES);
    for (long block = first; block < first + ramp.due(n, BLOCK_BYTES); block++) {
      int wanted = (int) (block % blocks);
      Payload.check(index.slice(wanted * BLOCK_BYTES, BLOCK_BYTES), wanted);
      // The kernel maps some pages around each that is read; one read a page maps all.
      for (int offset = 0; offset < BLOCK_BYTES; offset += 4096) {
        index.get(wanted * BLOCK_BYTES + offset);
      }
    }
  }
}
