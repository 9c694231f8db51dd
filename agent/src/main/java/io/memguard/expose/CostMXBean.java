package io.memguard.expose;

import java.util.Map;

/** {@code type=Cost}: what MemGuard itself has cost since it started. */
public interface CostMXBean {

  long getTicks();

  long getCpuNanos();

  long getAllocatedBytes();

  long getLastTickNanos();

  long getWorstTickNanos();

  /** Wall time of the last reading, by source. */
  Map<String, Long> getSourceNanos();
}
