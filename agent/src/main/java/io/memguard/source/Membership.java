package io.memguard.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The groups that this process is in: {@code /proc/self/cgroup}.
 *
 * <pre>
 * 4:memory:/mgenv/healthy      cgroup v1: hierarchy, controllers, path
 * 0::/mgenv/healthy            cgroup v2
 * </pre>
 *
 * @param memory the path in the v1 hierarchy of the memory controller
 * @param tasks the same of the pids controller
 * @param unified the path in the v2 hierarchy, which exists beside v1 as well
 */
record Membership(Optional<String> memory, Optional<String> tasks, Optional<String> unified) {

  /** Of the process that is called so under {@code /proc}: a number, or {@code self}. */
  static Membership read(Path root, String process) throws IOException {
    return parse(KernelFile.text(root.resolve("proc").resolve(process).resolve("cgroup")));
  }

  static Membership parse(String text) {
    Optional<String> memory = Optional.empty();
    Optional<String> tasks = Optional.empty();
    Optional<String> unified = Optional.empty();
    for (String line : text.split("\n", -1)) {
      // A path may contain colons.
      String[] fields = line.split(":", 3);
      if (fields.length < 3 || !fields[2].startsWith("/")) {
        continue;
      }
      if (fields[0].equals("0") && fields[1].isEmpty()) {
        unified = Optional.of(fields[2]);
        continue;
      }
      List<String> controllers = Arrays.asList(fields[1].split(",", -1));
      if (controllers.contains("memory")) {
        memory = Optional.of(fields[2]);
      }
      if (controllers.contains("pids")) {
        tasks = Optional.of(fields[2]);
      }
    }
    return new Membership(memory, tasks, unified);
  }
}
