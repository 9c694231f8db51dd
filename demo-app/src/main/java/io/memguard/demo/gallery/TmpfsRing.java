package io.memguard.demo.gallery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Files in shared memory, exchanged with another program, of which the oldest are deleted. MemGuard
 * may watch shared memory rise, and the temporary buffer that the JDK keeps for each thread which
 * reads a file; it must not warn, for the files stay at an eighth of the container and the buffers
 * at one for each thread.
 */
final class TmpfsRing implements Case {

  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final long RING_BYTES = 60 << 20;
  private static final int FILE_BYTES = 2 << 20;

  private final Queue<Exchange> ring = new ArrayDeque<>();
  private Path folder;
  private Ramp ramp;

  @Override
  public About about() {
    return About.healthy("tmpfs-ring", "files in /dev/shm, of which the oldest are deleted");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(RING_BYTES, 0.4);
    folder = Scratch.folder(SHARED_MEMORY, "tmpfs-ring");
  }

  @Override
  public synchronized void onRequest(long n) throws IOException {
    for (int i = 0; i < ramp.due(n, FILE_BYTES); i++) {
      Path file = Files.createTempFile(folder, "exchange-", ".dat");
      ring.add(new Exchange(n, Files.write(file, Payload.of(n, FILE_BYTES))));
      if (ring.size() > RING_BYTES / FILE_BYTES) {
        Exchange oldest = ring.remove();
        Payload.check(Files.readAllBytes(oldest.file()), oldest.number());
        Files.delete(oldest.file());
      }
    }
  }

  private record Exchange(long number, Path file) {}
}
