package io.memguard.source;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether JFR can go on writing. A full disk, or a chunk that cannot be made, is no error to JFR:
 * it ends the whole JVM (JDK-8280684; {@code JfrJavaSupport::abort}, {@code
 * jdk.jfr.internal.Repository.newChunk}). So the room is looked at after every flush, once a
 * second, and the recording ends before the room does.
 */
final class FlightRoom {
  /**
   * A second of the fastest writing by others. A healthy machine has more, a small volume has not.
   */
  static final long LEAST_BYTES = 1L << 30;

  /** At the pace of the last look the disk must hold out for so many more. */
  private static final int LOOKS_AHEAD = 10;

  private final File folder;
  private long before;

  FlightRoom(Path folder) {
    this(folder.toFile());
  }

  FlightRoom(File folder) {
    this.folder = folder;
  }

  /** Why chunks may soon not be written; empty when there is room. */
  synchronized Optional<String> shortage() {
    long free = folder.getUsableSpace();
    if (free == 0 && folder.getTotalSpace() == 0) {
      return Optional.of(
          "what is free in "
              + folder
              + " is not told (it is gone, or a seccomp profile forbids it)");
    }
    long taken = Math.max(0, before - free);
    before = free;
    return free < LEAST_BYTES || free < LOOKS_AHEAD * taken
        ? Optional.of("only " + (free >> 20) + " MB are free in " + folder)
        : Optional.empty();
  }

  /**
   * Why no chunk can be made now: no more file descriptors, no inodes, a read-only or removed
   * folder. Empty when one can.
   */
  Optional<String> refusal() {
    File probe = new File(folder, "memguard-room");
    try {
      new FileOutputStream(probe).close();
    } catch (IOException | SecurityException e) {
      // The message is the path with the reason.
      return Optional.of("no file can be made: " + e.getMessage());
    }
    return probe.delete() ? Optional.empty() : Optional.of(probe + " cannot be deleted");
  }
}
