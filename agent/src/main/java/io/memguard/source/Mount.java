package io.memguard.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One line of {@code /proc/self/mountinfo}.
 *
 * <pre>
 * 51 47 0:32 /mgenv/healthy /sys/fs/cgroup/memory ro,relatime shared:9 - cgroup cgroup rw,memory
 *       |    root           point                 (none or several)     type        superOptions
 *       device
 * </pre>
 *
 * @param device {@code major:minor}, decimal
 * @param root the folder of the file system that is mounted; {@code /..} when it lies above the
 *     root of this process's cgroup namespace
 */
record Mount(String device, String root, String point, String type, List<String> superOptions) {

  static List<Mount> read(Path root) throws IOException {
    return parse(KernelFile.text(root.resolve("proc/self/mountinfo")));
  }

  static List<Mount> parse(String mountinfo) {
    List<Mount> mounts = new ArrayList<>();
    for (String line : mountinfo.split("\n", -1)) {
      // The optional fields between options and type vary in number; " - " ends them.
      int dash = line.indexOf(" - ");
      if (dash < 0) {
        continue;
      }
      String[] left = line.substring(0, dash).split(" ", -1);
      String[] right = line.substring(dash + 3).split(" ", -1);
      if (left.length >= 6 && right.length >= 3) {
        mounts.add(
            new Mount(
                left[2],
                unescape(left[3]),
                unescape(left[4]),
                right[0],
                Arrays.asList(right[2].split(",", -1))));
      }
    }
    return mounts;
  }

  /** The kernel writes space, tab, line feed and backslash as three octal digits: {@code \040}. */
  static String unescape(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    StringBuilder plain = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && i + 3 < field.length() && isOctal(field, i + 1)) {
        plain.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private static boolean isOctal(String field, int start) {
    for (int i = start; i < start + 3; i++) {
      if (field.charAt(i) < '0' || field.charAt(i) > '7') {
        return false;
      }
    }
    return true;
  }

  boolean isMemoryController() {
    return isController("memory");
  }

  boolean isPidsController() {
    return isController("pids");
  }

  /** Of cgroup v1. */
  private boolean isController(String name) {
    return type.equals("cgroup") && superOptions.contains(name);
  }

  boolean isUnified() {
    return type.equals("cgroup2");
  }

  /** Where the mount lies when the machine's root folder is {@code root}. */
  Path pointUnder(Path root) {
    return below(root, point);
  }

  /** The path below {@code root} that an absolute path of the kernel's names. */
  static Path below(Path root, String absolute) {
    int start = 0;
    while (start < absolute.length() && absolute.charAt(start) == '/') {
      start++;
    }
    return root.resolve(absolute.substring(start));
  }
}
