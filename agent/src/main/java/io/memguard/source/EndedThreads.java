package io.memguard.source;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How many threads of each name pattern have ended since the first look. Bounded. */
final class EndedThreads {
  /** A service that gives each thread a name of its own ends patterns without end. */
  static final int MOST_PATTERNS = 4_096;

  private final Map<String, Integer> counts = new HashMap<>();

  void add(String pattern) {
    counts.merge(pattern, 1, Integer::sum);
  }

  int of(String pattern) {
    return counts.getOrDefault(pattern, 0);
  }

  int patterns() {
    return counts.size();
  }

  /** Where there are too many, those of which no thread lives are forgotten. */
  void bound(Set<String> living) {
    if (counts.size() > MOST_PATTERNS) {
      counts.keySet().retainAll(living);
    }
  }

  void forget() {
    counts.clear();
  }
}
