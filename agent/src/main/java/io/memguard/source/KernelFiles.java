package io.memguard.source;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the kernel says about this process, its container and its machine, as it stands in the
 * files: for whoever trusts no figure but the kernel's own.
 */
public final class KernelFiles {
  private static final List<String> PROC =
      List.of(
          "self/status",
          "self/limits",
          "self/cgroup",
          "self/oom_score",
          "self/oom_score_adj",
          "meminfo",
          "vmstat",
          "buddyinfo",
          "swaps",
          "pressure/memory");

  private final Path root;

  KernelFiles(Path root) {
    this.root = root;
  }

  public static KernelFiles ofThisProcess() {
    return new KernelFiles(Path.of("/"));
  }

  /** Texts by name, such as {@code proc/meminfo}; a file that cannot be read is absent. */
  public Map<String, String> read() {
    Map<String, String> texts = new TreeMap<>();
    PROC.forEach(name -> add(texts, "proc/" + name, root.resolve("proc").resolve(name)));
    new CgroupLocator(root).locate().value().ifPresent(group -> addGroup(texts, group.own()));
    return texts;
  }

  private static void addGroup(Map<String, String> texts, Path group) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(group, "memory.*")) {
      for (Path file : files) {
        // Some of a v1 group may only be written to.
        if (Files.isRegularFile(file) && Files.isReadable(file)) {
          add(texts, "cgroup/" + file.getFileName(), file);
        }
      }
    } catch (IOException | RuntimeException gone) {
      // The statement says what is known of the container.
    }
  }

  private static void add(Map<String, String> texts, String name, Path file) {
    try {
      texts.put(name, KernelFile.text(file));
    } catch (IOException absent) {
      // Not every kernel has every file.
    }
  }
}
