package io.memguard.act;

import io.memguard.verdict.Quantity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Whether a dump may be written to a disk without filling it for everybody else. */
final class DumpSpace {

  private static final long MIB = 1 << 20;

  private final Disk disk;
  private final LongSupplier memoryHeadroom;

  DumpSpace(Disk disk, LongSupplier memoryHeadroom) {
    this.disk = disk;
    this.memoryHeadroom = memoryHeadroom;
  }

  /** Why {@code bytes} must not be written, as a clause; empty when they may. */
  Optional<String> problem(Path folder, long bytes) throws IOException {
    Disk.Space space = disk.space(folder);
    if (bytes > space.usable() - reserve(space.total())) {
      return Optional.of(
          "writing it takes up to "
              + Quantity.bytes(bytes)
              + " and the disk of "
              + folder
              + " has "
              + Quantity.bytes(space.usable())
              + " free; set dir= to a volume with more");
    }
    if (space.inMemory() && bytes > memoryHeadroom.getAsLong()) {
      return Optional.of(
          folder
              + " is a tmpfs, so the dump of up to "
              + Quantity.bytes(bytes)
              + " would be charged to the container, which has "
              + Quantity.bytes(memoryHeadroom.getAsLong())
              + " left; set dir= to a volume on a disk");
    }
    return Optional.empty();
  }

  /** What stays free for others: 5 % of the disk, at least 64 MiB and at most 1 GiB. */
  private static long reserve(long total) {
    return Math.min(1024 * MIB, Math.max(64 * MIB, total / 20));
  }
}
