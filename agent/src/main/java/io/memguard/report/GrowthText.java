package io.memguard.report;

import io.memguard.verdict.Quantity;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Two readings of the same things and what lies between them, the largest difference first:
 *
 * <pre>
 *       then          now   difference
 *   10.0 MiB     52.0 MiB     42.0 MiB  Other
 * </pre>
 */
public final class GrowthText {
  private static final int MOST_LINES = 60;

  private GrowthText() {}

  /**
   * The table with a title above it; what is the same in both is left out.
   *
   * @param then bytes by name
   * @param now bytes by name
   */
  public static String of(String title, Map<String, Long> then, Map<String, Long> now) {
    TreeSet<String> names = new TreeSet<>(then.keySet());
    names.addAll(now.keySet());
    List<String> moved =
        names.stream()
            .filter(name -> difference(name, then, now) != 0)
            .sorted(
                Comparator.comparingLong((String name) -> -Math.abs(difference(name, then, now))))
            .toList();
    StringBuilder text = new StringBuilder(title).append("\n\n");
    text.append("%12s %12s %12s\n".formatted("then", "now", "difference"));
    for (String name : moved.subList(0, Math.min(MOST_LINES, moved.size()))) {
      text.append(
          "%12s %12s %12s  %s\n"
              .formatted(
                  Quantity.bytes(then.getOrDefault(name, 0L)),
                  Quantity.bytes(now.getOrDefault(name, 0L)),
                  Quantity.bytes(difference(name, then, now)),
                  name));
    }
    if (moved.size() > MOST_LINES) {
      text.append("... and ").append(moved.size() - MOST_LINES).append(" more\n");
    }
    return text.toString();
  }

  private static long difference(String name, Map<String, Long> then, Map<String, Long> now) {
    return now.getOrDefault(name, 0L) - then.getOrDefault(name, 0L);
  }
}
