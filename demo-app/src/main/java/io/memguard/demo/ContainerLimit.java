package io.memguard.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The memory limit of the container this process runs in, read in the simplest way. */
final class ContainerLimit {

  private static final long DEFAULT = 512L << 20;

  private static final List<Path> FILES =
      List.of(
          Path.of("/sys/fs/cgroup/memory.max"),
          Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"));

  private ContainerLimit() {}

  static long bytes() {
    for (Path file : FILES) {
      try {
        long limit = Long.parseLong(Files.readString(file).trim());
        // Version 1 writes a number near 2^63 where there is no limit, version 2 writes "max".
        return limit < 1L << 50 ? limit : DEFAULT;
      } catch (IOException | NumberFormatException e) {
        // The other version, or no limit.
      }
    }
    return DEFAULT;
  }
}
