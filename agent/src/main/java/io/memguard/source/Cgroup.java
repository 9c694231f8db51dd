package io.memguard.source;

import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.ContainerMemory.CgroupVersion;
import io.memguard.snapshot.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The memory cgroup of this process. Limits are read every time, because a running container can be
 * resized; the group is looked for again when its files cannot be read or the process was moved.
 */
public final class Cgroup implements Source<ContainerMemory> {

  private final Path root;
  private final CgroupLocator locator;
  private Optional<CgroupFolder> located = Optional.empty();
  private String membership = "";

  Cgroup(Path root) {
    this.root = root;
    this.locator = new CgroupLocator(root);
  }

  public static Cgroup ofThisProcess() {
    return new Cgroup(Path.of("/"));
  }

  /** The process whose {@code /proc} and {@code /sys} were copied below {@code root}. */
  public static Cgroup ofCapturedTree(Path root) {
    return new Cgroup(root);
  }

  @Override
  public String name() {
    return "cgroup";
  }

  @Override
  public Reading<ContainerMemory> read() {
    if (located.isPresent() && !moved()) {
      try {
        return Reading.known(memory(located.get()));
      } catch (IOException gone) {
        located = Optional.empty();
      }
    }
    return locateAndRead();
  }

  private Reading<ContainerMemory> locateAndRead() {
    moved();
    Reading<CgroupFolder> folder = locator.locate();
    located = folder.value();
    return located.isPresent() ? readFolder(located.get()) : Reading.unavailable(folder.reason());
  }

  /** Whether this process is in another group than at the last call. */
  private boolean moved() {
    String before = membership;
    try {
      membership = KernelFile.text(root.resolve("proc/self/cgroup"));
    } catch (IOException unreadable) {
      membership = "";
    }
    return !membership.equals(before);
  }

  private static Reading<ContainerMemory> readFolder(CgroupFolder folder) {
    try {
      return Reading.known(memory(folder));
    } catch (IOException e) {
      return unreadable(folder.own(), e);
    }
  }

  private static Reading<ContainerMemory> unreadable(Path folder, IOException e) {
    return Reading.unavailable(
        "the memory cgroup cannot be read ("
            + e.getMessage()
            + "), so make "
            + folder
            + " readable for this user");
  }

  private static ContainerMemory memory(CgroupFolder folder) throws IOException {
    return memory(folder, KeyedFile.read(folder.file("memory.stat")));
  }

  static ContainerMemory memory(CgroupFolder folder, KeyedFile stat) throws IOException {
    return folder.version() == CgroupVersion.V1
        ? CgroupV1.read(folder, stat)
        : CgroupV2.read(folder, stat);
  }
}
