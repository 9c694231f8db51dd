package io.memguard.source;

import io.memguard.snapshot.CapturedContainer;
import io.memguard.snapshot.CapturedContainer.Scope;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.ContainerMemory.CgroupVersion;
import io.memguard.snapshot.MachineMemory;
import io.memguard.snapshot.Reading;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a cgroup that is not this process's own: a saved {@code memory.stat}, a cgroup folder, a
 * copied {@code /proc} and {@code /sys}, or the group of another process.
 */
public final class CapturedCgroup {
  /** A memory.stat has 1 to 3 kB; this is only a guard against a heap dump. */
  private static final int LARGEST = 1 << 20;

  /** The folder of a stat file that has none around it: nothing can lie below this. */
  private static final Path NOWHERE = Path.of("/dev/null");

  private static final String STAT = "memory.stat";

  /** Where a group's folder lies below a copied tree. */
  private static final List<String> USUAL_FOLDERS =
      List.of("sys/fs/cgroup/memory", "sys/fs/cgroup", "cgroup");

  private CapturedCgroup() {}

  /** A {@code memory.stat} from a stream, which is not closed. */
  public static Reading<CapturedContainer> ofStream(String origin, InputStream stream) {
    try {
      return alone(origin, text(stream));
    } catch (IOException e) {
      return Reading.unavailable(origin + " " + e.getMessage());
    }
  }

  /** A {@code memory.stat}, a cgroup folder, or a folder with a copied {@code proc} in it. */
  public static Reading<CapturedContainer> ofPath(Path path) {
    if (Files.isDirectory(path)) {
      return ofFolder(path);
    }
    if (!Files.exists(path)) {
      return Reading.unavailable(
          path + " does not exist: give a memory.stat, a cgroup folder, a copied tree, or -");
    }
    Path parent = path.toAbsolutePath().getParent();
    if (path.endsWith(STAT) && isWhole(parent)) {
      return ofGroup(path.toString(), parent, Optional.empty());
    }
    try (InputStream stream = new FileInputStream(path.toFile())) {
      return alone(path.toString(), text(stream));
    } catch (IOException e) {
      return unreadable(path, e);
    }
  }

  /** The group of a process of this machine. */
  public static Reading<CapturedContainer> ofProcess(long pid) {
    Path root = Path.of("/");
    return ofGroup(
        "pid " + pid, new CgroupLocator(root, Long.toString(pid)), Machine.ofThisProcess());
  }

  private static Reading<CapturedContainer> ofFolder(Path folder) {
    if (Files.exists(folder.resolve("proc/self/cgroup")) && Files.exists(folder.resolve("sys"))) {
      return ofGroup(folder.toString(), new CgroupLocator(folder), Machine.ofCapturedTree(folder));
    }
    if (Files.exists(folder.resolve(STAT))) {
      return ofGroup(folder.toString(), folder.toAbsolutePath(), Optional.empty());
    }
    for (String usual : USUAL_FOLDERS) {
      Path group = folder.resolve(usual);
      if (Files.exists(group.resolve(STAT))) {
        return ofGroup(
            folder.toString(),
            group.toAbsolutePath(),
            Machine.ofCapturedTree(folder).read().value());
      }
    }
    return Reading.unavailable(
        folder
            + " has no memory.stat in it: give the container's cgroup folder, such as"
            + " /sys/fs/cgroup (v2) or /sys/fs/cgroup/memory (v1)");
  }

  private static Reading<CapturedContainer> ofGroup(
      String origin, CgroupLocator locator, Machine machine) {
    Reading<CgroupFolder> located = locator.locate();
    if (!located.isKnown()) {
      return Reading.unavailable(origin + ": " + located.reason());
    }
    CgroupFolder group = located.value().orElseThrow();
    return read(origin, Scope.FOLDER, group, machine.read().value());
  }

  private static Reading<CapturedContainer> ofGroup(
      String origin, Path own, Optional<MachineMemory> machine) {
    Path pressure = own.resolve("memory.pressure");
    boolean isV1 = Files.exists(own.resolve("memory.usage_in_bytes"));
    CgroupFolder group =
        new CgroupFolder(
            isV1 ? CgroupVersion.V1 : CgroupVersion.V2,
            own.toString(),
            lineage(own),
            Files.exists(pressure) ? Optional.of(pressure) : Optional.empty());
    return read(origin, scope(own), group, machine);
  }

  private static Scope scope(Path own) {
    // v1's root has this file of its own; v2's root is the only group without a usage.
    if (Files.exists(own.resolve("cgroup.sane_behavior"))
        || (Files.exists(own.resolve("cgroup.controllers")) && !isWhole(own))) {
      return Scope.ROOT;
    }
    return isWhole(own) ? Scope.FOLDER : Scope.STAT_ALONE;
  }

  private static boolean isWhole(Path group) {
    return Files.exists(group.resolve("memory.current"))
        || Files.exists(group.resolve("memory.usage_in_bytes"));
  }

  /** Ancestors limit a group too, as far as their folders are there. */
  private static List<Path> lineage(Path own) {
    List<Path> lineage = new ArrayList<>(List.of(own));
    for (Path at = own.getParent(); at != null && isWhole(at); at = at.getParent()) {
      lineage.add(at);
    }
    return lineage;
  }

  private static Reading<CapturedContainer> read(
      String origin, Scope scope, CgroupFolder group, Optional<MachineMemory> machine) {
    Path file = group.file(STAT);
    try (InputStream stream = new FileInputStream(file.toFile())) {
      return contents(origin, scope, group, text(stream), machine);
    } catch (IOException e) {
      return unreadable(file, e);
    }
  }

  private static Reading<CapturedContainer> alone(String origin, String text) throws IOException {
    CgroupFolder nowhere =
        new CgroupFolder(CgroupVersion.V2, "", List.of(NOWHERE), Optional.empty());
    return contents(origin, Scope.STAT_ALONE, nowhere, text, Optional.empty());
  }

  private static Reading<CapturedContainer> contents(
      String origin, Scope scope, CgroupFolder group, String text, Optional<MachineMemory> machine)
      throws IOException {
    StatFile stat = StatFile.parse(text);
    CgroupFolder folder =
        new CgroupFolder(stat.version(), group.path(), group.lineage(), group.pressure());
    ContainerMemory memory = Cgroup.memory(folder, stat.lines());
    return Reading.known(new CapturedContainer(origin, scope, memory, stat.activity(), machine));
  }

  private static String text(InputStream stream) throws IOException {
    byte[] bytes = stream.readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      throw new IOException("is not a memory.stat: it has more than 1 MiB");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Reading<CapturedContainer> unreadable(Path file, IOException e) {
    // The message of this exception is the path with the reason.
    return e instanceof FileNotFoundException
        ? Reading.unavailable(
            "cannot read " + e.getMessage() + ": run as a user who may, or give a copy of it")
        : Reading.unavailable(file + " " + e.getMessage());
  }
}
