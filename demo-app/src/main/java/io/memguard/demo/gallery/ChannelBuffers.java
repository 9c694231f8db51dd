package io.memguard.demo.gallery;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Exports become larger and are written from heap buffers by many threads; the JDK copies each into
 * a direct buffer that it keeps for the thread. MemGuard must say that direct memory leaks and name
 * {@code Export.write}: the application never asked for a direct buffer.
 */
final class ChannelBuffers implements Case {

  private static final int THREADS = 64;
  private static final int REQUESTS_PER_EXPORT = 8;

  private ExecutorService writers;
  private Ramp ramp;
  private Export export;

  @Override
  public About about() {
    return About.sick(
            "channel-buffers",
            "large heap buffers written to files by many threads",
            "direct-leak",
            "\\bExport\\.write\\b")
        .with("-Xmx192m", "-XX:MaxDirectMemorySize=1g");
  }

  @Override
  public void start(Run run) {
    long room = run.nativeRoom();
    ramp = run.ramp(room / THREADS, 0.9);
    export = new Export(Scratch.folder("exports"), (int) (room / THREADS * 5 / 4));
    writers = Executors.newFixedThreadPool(THREADS, Daemons.named("export-"));
  }

  @Override
  public void onRequest(long n) throws Exception {
    if (n % REQUESTS_PER_EXPORT == 0) {
      writers.submit(() -> export.write((int) ramp.pieces(n, 1))).get();
    }
  }

  private static final class Export {

    private final Path folder;
    private final byte[] content;

    Export(Path folder, int mostBytes) {
      this.folder = folder;
      this.content = new byte[mostBytes];
    }

    int write(int bytes) throws IOException {
      Path file = folder.resolve(Thread.currentThread().getName() + ".csv");
      try (FileChannel channel = FileChannel.open(file, CREATE, WRITE)) {
        return channel.write(ByteBuffer.wrap(content, 0, Math.min(bytes, content.length)));
      }
    }
  }
}
