package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.NonHeapMemory;
import io.memguard.snapshot.ProcessLimits;

/**
 * The limit that metaspace will meet first.
 *
 * @param name the flag, or the container
 * @param bytes metaspace in use when it is met
 * @param level share of that limit that is taken, 0 to 1
 */
record MetaspaceLimit(String name, double bytes, double level) {
  /** The container binds only if metaspace makes at least this share of its growth. */
  private static final double MAIN_PART = 0.4;

  static final String CONTAINER = "the container's memory";

  static MetaspaceLimit of(Window window, NonHeapMemory nonHeap, Trend trend) {
    double used = nonHeap.metaspaceUsed();
    MetaspaceLimit nearest = new MetaspaceLimit("the address space", Long.MAX_VALUE, 0);
    ProcessLimits limits = window.snapshot().limits().value().orElse(null);
    if (limits != null && limits.metaspace().isPresent()) {
      // The flag bounds what is committed.
      double max = limits.metaspace().getAsLong();
      nearest = nearest.or("-XX:MaxMetaspaceSize", max, nonHeap.metaspaceCommitted() / max);
    }
    if (limits != null && limits.classSpace().isPresent() && nonHeap.classSpaceUsed() > 0) {
      double max = limits.classSpace().getAsLong();
      double level = nonHeap.classSpaceUsed() / max;
      nearest = nearest.or("-XX:CompressedClassSpaceSize", used / level, level);
    }
    ContainerMemory container = window.snapshot().container().value().orElse(null);
    if (container != null && container.limit().isPresent()) {
      double limit = container.limit().getAsLong();
      double left = Math.max(0, limit - container.nonReclaimable());
      double growth = window.gain(Account.NON_RECLAIMABLE, trend.span());
      double level = trend.gain() >= MAIN_PART * growth ? container.nonReclaimable() / limit : 0;
      nearest = nearest.or(CONTAINER, used + left, level);
    }
    return nearest;
  }

  private MetaspaceLimit or(String other, double otherBytes, double otherLevel) {
    return otherBytes < bytes ? new MetaspaceLimit(other, otherBytes, otherLevel) : this;
  }
}
