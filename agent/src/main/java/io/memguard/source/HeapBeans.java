package io.memguard.source;

import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.HeapMemory.Collector;
import io.memguard.snapshot.Reading;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.util.List;

/** The Java heap as {@link MemoryMXBean} and the collector beans count it. */
final class HeapBeans implements Source<HeapMemory> {

  private final MemoryMXBean memory;
  private final List<GarbageCollectorMXBean> beans;
  private final LivePoints livePoints;
  private final Collector collector;
  private final CollectorThreads threads;
  private long pauseMillisBefore;
  private long waitedNanosBefore;
  private double waitedMillis;

  HeapBeans(
      MemoryMXBean memory,
      List<GarbageCollectorMXBean> beans,
      LivePoints livePoints,
      CollectorThreads threads) {
    this.memory = memory;
    this.beans = beans;
    this.livePoints = livePoints;
    this.threads = threads;
    collector = HeapPools.collector(beans.stream().map(GarbageCollectorMXBean::getName).toList());
  }

  static Source<HeapMemory> open(LivePoints livePoints) {
    return new HeapBeans(
        ManagementFactory.getMemoryMXBean(),
        ManagementFactory.getGarbageCollectorMXBeans(),
        livePoints,
        new CollectorThreads(Path.of("/proc")));
  }

  @Override
  public String name() {
    return "heap";
  }

  @Override
  public Reading<HeapMemory> read() {
    long collections = 0;
    long markings = 0;
    long pauseMillis = 0;
    for (GarbageCollectorMXBean bean : beans) {
      long count = Math.max(0, bean.getCollectionCount());
      long millis = Math.max(0, bean.getCollectionTime());
      switch (HeapPools.role(bean.getName())) {
        case YOUNG, FULL, UNKNOWN -> {
          collections += count;
          pauseMillis += millis;
        }
        case CYCLE, YOUNG_CYCLE -> collections += count;
        case PAUSES -> pauseMillis += millis;
        case MARKING -> {
          markings += count / 2; // Remark and Cleanup
          pauseMillis += millis;
        }
      }
    }
    if (livePoints.needsMarkings()) {
      markings = livePoints.markings();
    }
    MemoryUsage heap = memory.getHeapMemoryUsage();
    return Reading.known(
        new HeapMemory(
            heap.getUsed(),
            heap.getCommitted(),
            heap.getMax(),
            collector,
            livePoints.drain(),
            collections + markings,
            pauseMillis - livePoints.requestedMillis(),
            waited(pauseMillis)));
  }

  /**
   * Looks only where there were pauses since: what these threads wait for otherwise is no pause.
   */
  private long waited(long pauseMillis) {
    long paused = pauseMillis - pauseMillisBefore;
    if (paused > 0) {
      long nanos = threads.waitedNanos();
      waitedMillis += Math.max(0, Math.min(paused, (nanos - waitedNanosBefore) / 1e6));
      waitedNanosBefore = nanos;
      pauseMillisBefore = pauseMillis;
    }
    return (long) waitedMillis;
  }
}
