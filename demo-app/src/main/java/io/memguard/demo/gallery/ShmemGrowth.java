package io.memguard.demo.gallery;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Exchange files in {@code /dev/shm} grow and are never removed. MemGuard must say that shared
 * memory grows and name the files: the kernel counts it as cache and cannot give it back.
 */
final class ShmemGrowth implements Case {

  private static final int MESSAGE_BYTES = 64 << 10;
  private static final int FILES = 16;

  private Ramp ramp;
  private Path folder;

  @Override
  public About about() {
    return About.sick(
        "shmem-growth",
        "files in /dev/shm that only grow",
        "shmem-growth",
        "\\bexchange-|/dev/shm");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.nativeRoom(), 0.9);
    folder = Scratch.folder(Path.of("/dev/shm"), "exchange");
  }

  @Override
  public synchronized void onRequest(long n) throws IOException {
    for (int i = 0; i < ramp.due(n, MESSAGE_BYTES); i++) {
      Path file = folder.resolve("exchange-" + n % FILES);
      Files.write(file, Payload.of(n, MESSAGE_BYTES), CREATE, APPEND);
    }
  }
}
