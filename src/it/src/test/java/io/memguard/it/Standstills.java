package io.memguard.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a whole JVM was stopped, by its own log. While it is, nothing in it can be recorded, and no
 * thread of its application runs.
 */
record Standstills(List<Standstill> all) {

  private static final String FILE = "safepoints.log";

  /**
   * Such as {@code [1795462578123ms] Safepoint synchronization initiated using futex wait barrier.}
   * and {@code [1795462578125ms] Safepoint "G1CollectForAllocation", ..., Total: 2034567 ns}.
   */
  private static final Pattern LINE =
      Pattern.compile("^\\[(\\d+)ms\\] Safepoint (?:(synchronization initiated)|\".*Total: )");

  /** One of them, in milliseconds since 1970; the last one may not have ended. */
  private record Standstill(long from, long to) {}

  /** The option that makes the JVM write that log. */
  static String flag(Path folder) {
    return "-Xlog:safepoint=debug:file=" + folder.resolve(FILE) + ":timemillis:filecount=0";
  }

  static Standstills read(Path folder) throws IOException {
    List<Standstill> all = new ArrayList<>();
    long begun = 0;
    for (String line : Files.readAllLines(folder.resolve(FILE))) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.find()) {
        long millis = Long.parseLong(matcher.group(1));
        if (matcher.group(2) != null) {
          begun = millis;
        } else {
          all.add(new Standstill(begun, millis));
          begun = 0;
        }
      }
    }
    if (begun > 0) {
      all.add(new Standstill(begun, Long.MAX_VALUE));
    }
    return new Standstills(List.copyOf(all));
  }

  /** Milliseconds of standstill between two moments. */
  long between(long from, long to) {
    return all.stream()
        .mapToLong(one -> Math.max(0, Math.min(to, one.to()) - Math.max(from, one.from())))
        .sum();
  }
}
