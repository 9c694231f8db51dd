package io.memguard.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What the kernel would kill a container for, as a share of its limit, read from outside by other
 * means than the agent's.
 */
record ContainerGauge(Path group) {

  private static final Path TREE = Path.of("/sys/fs/cgroup");

  /** Version 1 writes a number near 2^63 where there is no limit. */
  private static final long NO_LIMIT = 1L << 50;

  /** The gauge of the memory group that a process is in. */
  static ContainerGauge of(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/cgroup"))) {
      return lines
          .map(line -> line.split(":", 3))
          .filter(parts -> parts[1].isEmpty() || parts[1].matches("(.*,)?memory(,.*)?"))
          .map(parts -> TREE.resolve(parts[1].isEmpty() ? "" : "memory").resolve(inside(parts[2])))
          .filter(group -> Files.exists(group.resolve("memory.stat")))
          .findFirst()
          .map(ContainerGauge::new)
          .orElse(new ContainerGauge(TREE));
    } catch (IOException e) {
      return new ContainerGauge(TREE); // The process has ended.
    }
  }

  private static String inside(String path) {
    return path.replaceFirst("^/", "");
  }

  /** Empty when the group is gone or has no limit. */
  OptionalDouble share() {
    try {
      Map<String, Long> stat = new HashMap<>();
      for (String line : Files.readAllLines(group.resolve("memory.stat"))) {
        String[] words = line.split(" ", 2);
        stat.put(words[0], Long.parseLong(words[1]));
      }
      boolean v1 = Files.exists(group.resolve("memory.limit_in_bytes"));
      String limit =
          Files.readString(group.resolve(v1 ? "memory.limit_in_bytes" : "memory.max")).strip();
      if (limit.equals("max") || Long.parseLong(limit) > NO_LIMIT) {
        return OptionalDouble.empty();
      }
      long taken =
          v1
              ? stat.getOrDefault("total_rss", 0L) + stat.getOrDefault("total_shmem", 0L)
              : stat.getOrDefault("anon", 0L)
                  + stat.getOrDefault("shmem", 0L)
                  + stat.getOrDefault("slab_unreclaimable", 0L)
                  + stat.getOrDefault("kernel_stack", 0L)
                  + stat.getOrDefault("pagetables", 0L);
      return OptionalDouble.of((double) taken / Long.parseLong(limit));
    } catch (IOException | NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
