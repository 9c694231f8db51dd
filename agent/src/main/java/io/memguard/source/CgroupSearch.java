package io.memguard.source;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The folder found for a cgroup path.
 *
 * @param path the group's path in {@code /proc/self/cgroup}
 * @param mountPoint where the hierarchy is mounted, or the part of it that can be seen
 * @param folder the group's folder, at or below {@code mountPoint}
 */
record CgroupSearch(String path, Path mountPoint, Path folder) {

  static Optional<CgroupSearch> in(Path root, List<Mount> mounts, String path) {
    Optional<CgroupSearch> exact = exact(root, mounts, path);
    return exact.isPresent() ? exact : partial(root, mounts, path);
  }

  /** Of several mounts that show the group, the one that shows most of its ancestors. */
  private static Optional<CgroupSearch> exact(Path root, List<Mount> mounts, String path) {
    Optional<CgroupSearch> best = Optional.empty();
    for (Mount mount : mounts) {
      Optional<String> inside = inside(mount.root(), path);
      if (inside.isPresent()) {
        Optional<CgroupSearch> found = at(root, mount, path, inside.get());
        if (found.isPresent() && (best.isEmpty() || best.get().depth() < found.get().depth())) {
          best = found;
        }
      }
    }
    return best;
  }

  /**
   * For a path of another namespace than the mount's: the longest tail of it that exists, at last
   * the mount point, which in a container is the container's group.
   */
  private static Optional<CgroupSearch> partial(Path root, List<Mount> mounts, String path) {
    for (Mount mount : mounts) {
      if (mount.root().startsWith("/..")) {
        // Mounted from above this namespace: names between there and here are not to be known.
        continue;
      }
      for (int cut = path.indexOf('/', 1); cut > 0; cut = path.indexOf('/', cut + 1)) {
        Optional<CgroupSearch> found = at(root, mount, path, path.substring(cut));
        if (found.isPresent()) {
          return found;
        }
      }
      Optional<CgroupSearch> found = at(root, mount, path, "");
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** What is left of {@code path} when it is seen from {@code mountRoot}. */
  private static Optional<String> inside(String mountRoot, String path) {
    String rest;
    if (mountRoot.equals("/")) {
      rest = path.equals("/") ? "" : path;
    } else if (path.equals(mountRoot)) {
      rest = "";
    } else if (path.startsWith(mountRoot + '/')) {
      rest = path.substring(mountRoot.length());
    } else {
      return Optional.empty();
    }
    return rest.startsWith("/..") ? Optional.empty() : Optional.of(rest);
  }

  private static Optional<CgroupSearch> at(Path root, Mount mount, String path, String inside) {
    try {
      Path point = mount.pointUnder(root);
      Path folder = Mount.below(point, inside);
      return isGroup(folder)
          ? Optional.of(new CgroupSearch(path, point, folder))
          : Optional.empty();
    } catch (InvalidPathException unnameable) {
      // A name that the file-name encoding of this JVM cannot write.
      return Optional.empty();
    }
  }

  private static boolean isGroup(Path folder) {
    return Files.exists(folder.resolve("cgroup.procs"))
        || Files.exists(folder.resolve("memory.stat"));
  }

  private int depth() {
    return folder.getNameCount() - mountPoint.getNameCount();
  }

  /** The group and its ancestors that have the file, the group first. */
  List<Path> lineage(String file) {
    List<Path> lineage = new ArrayList<>();
    Path at = folder;
    for (int level = depth(); level >= 0; level--) {
      if (Files.exists(at.resolve(file))) {
        lineage.add(at);
      }
      at = at.getParent();
    }
    return lineage;
  }

  /** The path of an ancestor. */
  String pathOf(Path ancestor) {
    int levels = folder.getNameCount() - ancestor.getNameCount();
    String at = path;
    for (int i = 0; i < levels; i++) {
      at = at.substring(0, Math.max(0, at.lastIndexOf('/')));
    }
    return at.isEmpty() ? "/" : at;
  }
}
