package io.memguard.demo.gallery;

import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files are written and read again until the container is full of their pages. MemGuard must say,
 * as a mere information, that this is page cache which the kernel takes back by itself: no leak and
 * no danger, although usage stands at the limit.
 */
final class PageCache implements Case {

  private static final int FILE_BYTES = 4 << 20;

  /** Small, for the JDK keeps a direct buffer as large as the largest piece for each thread. */
  private static final int CHUNK_BYTES = 8 << 10;

  private Ramp ramp;
  private Path folder;

  @Override
  public About about() {
    return About.remarkable(
        "page-cache",
        "files that are written and read until they fill the container",
        "page-cache");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.limitBytes(), 0.6);
    folder = Scratch.folder("archive");
  }

  @Override
  public synchronized void onRequest(long n) throws IOException {
    long written = ramp.pieces(n - 1, FILE_BYTES);
    for (long number = written + 1; number <= ramp.pieces(n, FILE_BYTES); number++) {
      Files.write(file(number), Payload.of(number, FILE_BYTES));
      try (FileChannel file = FileChannel.open(file(number), WRITE)) {
        // Clean pages go at once when they are needed, dirty ones only after they are written.
        file.force(false);
      }
      read(1 + number / 2);
    }
  }

  private void read(long number) throws IOException {
    byte[] content = new byte[FILE_BYTES];
    try (InputStream file = Files.newInputStream(file(number))) {
      for (int read = 0; read < FILE_BYTES; read += CHUNK_BYTES) {
        file.readNBytes(content, read, CHUNK_BYTES);
      }
    }
    Payload.check(content, number);
  }

  private Path file(long number) {
    return folder.resolve("archive-" + number);
  }
}
