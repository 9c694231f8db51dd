package io.memguard.detect;

import io.memguard.ledger.Trend;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.NonHeapMemory;
import io.memguard.snapshot.ProcessLimits;
import io.memguard.verdict.Phrase;

/**
 * The limit that metaspace will meet first.
 *
 * @param name the flag, or the container
 * @param bytes metaspace in use when it is met
 * @param level share of that limit that is taken, 0 to 1
 */
record MetaspaceLimit(Phrase name, double bytes, double level) {
  private static final Phrase CONTAINER = Phrase.of("metaspace-leak.of-container");

  static MetaspaceLimit of(Window window, NonHeapMemory nonHeap, Trend trend) {
    double used = nonHeap.metaspaceUsed();
    MetaspaceLimit nearest =
        new MetaspaceLimit(Phrase.of("metaspace-leak.of-addresses"), Long.MAX_VALUE, 0);
    ProcessLimits limits = window.snapshot().limits().value().orElse(null);
    if (limits != null && limits.metaspace().isPresent()) {
      // The flag bounds what is committed.
      double max = limits.metaspace().getAsLong();
      nearest =
          nearest.or(Phrase.text("-XX:MaxMetaspaceSize"), max, nonHeap.metaspaceCommitted() / max);
    }
    if (limits != null && limits.classSpace().isPresent() && nonHeap.classSpaceUsed() > 0) {
      double max = limits.classSpace().getAsLong();
      double level = nonHeap.classSpaceUsed() / max;
      nearest = nearest.or(Phrase.text("-XX:CompressedClassSpaceSize"), used / level, level);
    }
    ContainerMemory container = window.snapshot().container().value().orElse(null);
    if (container != null && container.limit().isPresent()) {
      double limit = container.limit().getAsLong();
      double left = Math.max(0, limit - container.nonReclaimable());
      double level = Room.fillsContainer(window, trend) ? container.nonReclaimable() / limit : 0;
      nearest = nearest.or(CONTAINER, used + left, level);
    }
    return nearest;
  }

  boolean ofContainer() {
    return name.equals(CONTAINER);
  }

  private MetaspaceLimit or(Phrase other, double otherBytes, double otherLevel) {
    return otherBytes < bytes ? new MetaspaceLimit(other, otherBytes, otherLevel) : this;
  }
}
