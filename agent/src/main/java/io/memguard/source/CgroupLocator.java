package io.memguard.source;

import io.memguard.snapshot.ContainerMemory.CgroupVersion;
import io.memguard.snapshot.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the memory cgroup of a process, by default this one.
 *
 * <p>The path in {@code /proc/self/cgroup} and the mounts in {@code /proc/self/mountinfo} are
 * written from the point of view of the cgroup namespace, and a container runtime may mount the
 * whole hierarchy, only the container's part of it, or the same thing several times. So every mount
 * is tried, and what decides is that the folder is there.
 */
final class CgroupLocator {

  private static final List<Mount> USUAL_MOUNTS =
      List.of(
          new Mount("", "/", "/sys/fs/cgroup/memory", "cgroup", List.of("memory")),
          new Mount("", "/", "/sys/fs/cgroup", "cgroup2", List.of()),
          new Mount("", "/", "/sys/fs/cgroup/unified", "cgroup2", List.of()));

  private static final String ROOT_GROUP =
      "this process runs in the root cgroup, which has no memory accounting; start it in a"
          + " container or a group of its own";

  private final Path root;
  private final String process;

  CgroupLocator(Path root) {
    this(root, "self");
  }

  /**
   * For another process, which must be visible under {@code /proc}. The mounts are still this
   * process's: the kernel writes the other's group as it is called from here.
   */
  CgroupLocator(Path root, String process) {
    this.root = root;
    this.process = process;
  }

  Reading<CgroupFolder> locate() {
    Membership membership;
    try {
      membership = Membership.read(root, process);
    } catch (IOException e) {
      return Reading.unavailable("/proc/" + process + "/cgroup cannot be read, so mount /proc");
    }
    List<Mount> mounts = mounts();
    Optional<CgroupSearch> unified = search(mounts, membership.unified(), Mount::isUnified);
    if (membership.memory().isPresent()) {
      Optional<CgroupSearch> memory =
          search(mounts, membership.memory(), Mount::isMemoryController);
      if (memory.isPresent()) {
        return v1(memory.get(), unified);
      }
    }
    if (unified.isPresent()) {
      return v2(unified.get(), membership);
    }
    return Reading.unavailable(
        "this process's cgroup is not visible here, so mount the cgroup file system read-only at"
            + " /sys/fs/cgroup");
  }

  private List<Mount> mounts() {
    try {
      List<Mount> mounts = Mount.read(root);
      return mounts.isEmpty() ? USUAL_MOUNTS : mounts;
    } catch (IOException absent) {
      return USUAL_MOUNTS;
    }
  }

  private Optional<CgroupSearch> search(
      List<Mount> mounts, Optional<String> path, Predicate<Mount> suitable) {
    return path.flatMap(
        own -> CgroupSearch.in(root, mounts.stream().filter(suitable).toList(), own));
  }

  private static Reading<CgroupFolder> v1(CgroupSearch found, Optional<CgroupSearch> unified) {
    // Only the root folder of a v1 hierarchy has this file.
    if (Files.exists(found.folder().resolve("cgroup.sane_behavior"))) {
      return Reading.unavailable(ROOT_GROUP);
    }
    List<Path> lineage = found.lineage("memory.stat");
    return Reading.known(
        new CgroupFolder(
            CgroupVersion.V1,
            found.path(),
            lineage.isEmpty() ? List.of(found.folder()) : lineage,
            unified.flatMap(twin -> pressure(twin.folder()))));
  }

  private static Reading<CgroupFolder> v2(CgroupSearch found, Membership membership) {
    List<Path> lineage = found.lineage("memory.current");
    if (!lineage.isEmpty()) {
      Path own = lineage.get(0);
      return Reading.known(
          new CgroupFolder(CgroupVersion.V2, found.pathOf(own), lineage, pressure(own)));
    }
    if (membership.memory().isPresent()) {
      return Reading.unavailable(
          "the memory controller is on cgroup v1 and not mounted here, so mount it read-only at"
              + " /sys/fs/cgroup/memory");
    }
    if (isRoot(found.folder())) {
      return Reading.unavailable(ROOT_GROUP);
    }
    return Reading.unavailable(
        "the memory controller is not enabled for this cgroup: write +memory to the parent's"
            + " cgroup.subtree_control, or boot the kernel with cgroup_enable=memory");
  }

  /** The root group's pressure is the machine's. */
  private static Optional<Path> pressure(Path group) {
    Path file = group.resolve("memory.pressure");
    return Files.exists(file) && !isRoot(group) ? Optional.of(file) : Optional.empty();
  }

  /** In cgroup v2 every group but the root has {@code cgroup.events}. */
  private static boolean isRoot(Path group) {
    return !Files.exists(group.resolve("cgroup.events"));
  }
}
