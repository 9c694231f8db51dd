package io.memguard.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How many threads and processes the container may have: the lowest {@code pids.max} on the way
 * from this process's group to the root, on cgroup v1 and v2 (kernel, {@code
 * Documentation/admin-guide/cgroup-v2.rst}).
 */
final class TaskLimit {
  private static final String FILE = "pids.max";

  private TaskLimit() {}

  /** Empty without a limit, and where the groups are not to be seen. */
  static OptionalLong read(Path root) {
    try {
      Membership membership = Membership.read(root, "self");
      List<Mount> mounts = Mount.read(root);
      OptionalLong own =
          lowest(
              root, mounts.stream().filter(Mount::isPidsController).toList(), membership.tasks());
      return own.isPresent()
          ? own
          : lowest(root, mounts.stream().filter(Mount::isUnified).toList(), membership.unified());
    } catch (IOException unreadable) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong lowest(Path root, List<Mount> mounts, Optional<String> path) {
    List<Path> groups =
        path.flatMap(own -> CgroupSearch.in(root, mounts, own))
            .map(found -> found.lineage(FILE))
            .orElse(List.of());
    return groups.stream()
        .map(group -> KernelFile.number(group.resolve(FILE)))
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong)
        .min();
  }
}
