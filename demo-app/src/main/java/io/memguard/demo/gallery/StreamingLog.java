package io.memguard.demo.gallery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A log of hundreds of megabytes is written and its oldest files deleted, so that the container is
 * nearly full of page cache. MemGuard may explain that; it must not warn, for the kernel takes
 * clean pages back before it kills anyone.
 */
final class StreamingLog implements Case {

  private static final double WRITTEN_OF_LIMIT = 2.5;
  private static final double FILE_OF_LIMIT = 0.1;
  private static final int FILES_KEPT = 7;
  private static final int LINE_BYTES = 16 << 10;

  private final Queue<Path> files = new ArrayDeque<>();
  private Path folder;
  private FileChannel newest;
  private Ramp ramp;
  private long fileBytes;
  private int number;

  @Override
  public About about() {
    return About.healthy("streaming-log", "a rolling log that fills the container's page cache");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp((long) (WRITTEN_OF_LIMIT * run.limitBytes()), 1);
    fileBytes = (long) (FILE_OF_LIMIT * run.limitBytes());
    folder = Scratch.folder("streaming-log");
    try {
      roll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void onRequest(long n) throws IOException {
    for (int i = 0; i < ramp.due(n, LINE_BYTES); i++) {
      newest.write(ByteBuffer.wrap(Payload.of(n, LINE_BYTES)));
      if (newest.position() >= fileBytes) {
        newest.close();
        roll();
      }
    }
  }

  private void roll() throws IOException {
    Path file = folder.resolve("service-%d.log".formatted(++number));
    newest = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    files.add(file);
    if (files.size() > FILES_KEPT) {
      Files.delete(files.remove());
    }
  }
}
