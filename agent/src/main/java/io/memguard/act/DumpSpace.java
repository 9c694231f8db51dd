package io.memguard.act;

import io.memguard.verdict.Phrase;
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
  Optional<Phrase> problem(Path folder, long bytes) throws IOException {
    Disk.Space space = disk.space(folder);
    if (bytes > space.usable() - reserve(space.total())) {
      return Optional.of(
          Phrase.of("dump.disk", Quantity.bytes(bytes), folder, Quantity.bytes(space.usable())));
    }
    if (space.inMemory() && bytes > memoryHeadroom.getAsLong()) {
      return Optional.of(
          Phrase.of(
              "dump.tmpfs",
              folder,
              Quantity.bytes(bytes),
              Quantity.bytes(memoryHeadroom.getAsLong())));
    }
    return Optional.empty();
  }

  /** What stays free for others: 5 % of the disk, at least 64 MiB and at most 1 GiB. */
  private static long reserve(long total) {
    return Math.min(1024 * MIB, Math.max(64 * MIB, total / 20));
  }
}
