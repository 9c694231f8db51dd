package io.memguard.source;

import io.memguard.snapshot.ContainerMemory.CgroupVersion;
import io.memguard.snapshot.PageActivity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A {@code memory.stat} that somebody saved, copied or piped: of either version, perhaps indented,
 * with other lines around it, cut off, or something else altogether.
 */
final class StatFile {
  /** A v1 file has its lines twice: for the group, and as {@code total_} with its subgroups. */
  private static final String TOTAL = "total_";

  private static final String V1_LIMIT = "hierarchical_memory_limit";

  /** Lines that every v2 kernel writes, from near the beginning to near the end. */
  private static final List<String> V2_LINES =
      List.of("anon", "file", "inactive_anon", "active_file", "unevictable", "pgmajfault");

  private final CgroupVersion version;
  private final KeyedFile lines;

  private StatFile(CgroupVersion version, KeyedFile lines) {
    this.version = version;
    this.lines = lines;
  }

  /** Throws an IOException whose message is one clause with the remedy. */
  static StatFile parse(String text) throws IOException {
    List<String> keys = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    for (String line : text.split("\\R", -1)) {
      String stripped = line.strip();
      int space = stripped.indexOf(' ');
      if (space > 0 && KeyedFile.number(stripped.substring(space + 1).strip()).isPresent()) {
        keys.add(stripped.substring(0, space));
        plain.append(stripped).append('\n');
      }
    }
    KeyedFile lines = new KeyedFile("memory.stat", plain.toString());
    if (keys.contains("rss") || keys.contains("total_rss") || keys.contains(V1_LIMIT)) {
      return new StatFile(CgroupVersion.V1, complete(lines, missingV1(keys)));
    }
    if (keys.contains("anon") && keys.contains("file")) {
      return new StatFile(CgroupVersion.V2, complete(lines, missingV2(keys)));
    }
    throw new IOException(whatElse(text));
  }

  private static KeyedFile complete(KeyedFile lines, Optional<String> missing) throws IOException {
    if (missing.isPresent()) {
      throw new IOException(
          "is cut off: a memory.stat goes on to a line '"
              + missing.get()
              + "'; save it whole, with cat");
    }
    return lines;
  }

  private static Optional<String> missingV1(List<String> keys) {
    int limit = keys.indexOf(V1_LIMIT);
    if (limit < 0) {
      return Optional.of(V1_LIMIT);
    }
    return keys.subList(0, limit).stream()
        .map(key -> TOTAL + key)
        .filter(total -> !keys.contains(total))
        .findFirst();
  }

  private static Optional<String> missingV2(List<String> keys) {
    return V2_LINES.stream().filter(key -> !keys.contains(key)).findFirst();
  }

  private static String whatElse(String text) {
    if (text.isBlank()) {
      return "is empty: cat /sys/fs/cgroup/memory.stat (cgroup v2) or"
          + " /sys/fs/cgroup/memory/memory.stat (v1), inside the container";
    }
    if (text.contains("MemTotal:")) {
      return "is a /proc/meminfo, which is the whole machine's: give the container's"
          + " /sys/fs/cgroup/memory.stat (v2) or /sys/fs/cgroup/memory/memory.stat (v1)";
    }
    return "is not a memory.stat: no line 'rss' (cgroup v1) or 'anon' (v2) with a number";
  }

  CgroupVersion version() {
    return version;
  }

  KeyedFile lines() {
    return lines;
  }

  PageActivity activity() {
    boolean isV1 = version == CgroupVersion.V1;
    return new PageActivity(
        value("inactive_anon"),
        value("active_anon"),
        value(isV1 ? "mapped_file" : "file_mapped"),
        value(isV1 ? "dirty" : "file_dirty"),
        value(isV1 ? "writeback" : "file_writeback"),
        isV1 ? lines.value("total_pgpgin") : lines.value("pgpgin"),
        isV1 ? lines.value("total_pgpgout") : lines.value("pgpgout"),
        value("pgfault"),
        value("pgmajfault"));
  }

  private long value(String key) {
    return version == CgroupVersion.V1
        ? lines.valueOr(TOTAL + key, lines.valueOr(key, 0))
        : lines.valueOr(key, 0);
  }
}
