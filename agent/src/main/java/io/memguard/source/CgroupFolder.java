package io.memguard.source;

import io.memguard.snapshot.ContainerMemory.CgroupVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the memory cgroup of this process lies in the file system.
 *
 * @param path the group's path as this process sees it
 * @param lineage the group's folder first, then those of its ancestors as far as they are visible
 * @param pressure the group's own {@code memory.pressure}; with cgroup v1 it is in the cgroup2
 *     hierarchy beside it, if that is mounted
 */
record CgroupFolder(
    CgroupVersion version, String path, List<Path> lineage, Optional<Path> pressure) {

  /** v1 says "no limit" as the largest whole number of pages, which depends on the page size. */
  private static final long UNLIMITED = 1L << 62;

  Path own() {
    return lineage.get(0);
  }

  Path file(String name) {
    return own().resolve(name);
  }

  /** The group whose limit is met first. */
  Path tightest(String limitFile) {
    Path tightest = own();
    long smallest = Long.MAX_VALUE;
    for (Path folder : lineage) {
      long limit = KernelFile.number(folder.resolve(limitFile)).orElse(Long.MAX_VALUE);
      if (limit < smallest) {
        smallest = limit;
        tightest = folder;
      }
    }
    return tightest;
  }

  /** The smallest number on the way to the root; empty when none is a limit. */
  OptionalLong smallest(String limitFile) {
    return limit(KernelFile.number(tightest(limitFile).resolve(limitFile)));
  }

  /** Empty also for the numbers that mean "no limit". */
  static OptionalLong limit(OptionalLong number) {
    return number.isPresent() && number.getAsLong() < UNLIMITED ? number : OptionalLong.empty();
  }
}
