package io.memguard.source;

import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.HeapMemory.Collector;
import io.memguard.snapshot.Reading;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.util.List;

/** The Java heap as {@link MemoryMXBean} and the collector beans count it. */
final class HeapBeans implements Source<HeapMemory> {

  private final MemoryMXBean memory;
  private final List<GarbageCollectorMXBean> beans;
  private final LiveSet liveSet;
  private final Collector collector;

  HeapBeans(MemoryMXBean memory, List<GarbageCollectorMXBean> beans, LiveSet liveSet) {
    this.memory = memory;
    this.beans = beans;
    this.liveSet = liveSet;
    collector = HeapPools.collector(beans.stream().map(GarbageCollectorMXBean::getName).toList());
  }

  static Source<HeapMemory> open(LiveSet liveSet) {
    return new HeapBeans(
        ManagementFactory.getMemoryMXBean(),
        ManagementFactory.getGarbageCollectorMXBeans(),
        liveSet);
  }

  @Override
  public String name() {
    return "heap";
  }

  @Override
  public Reading<HeapMemory> read() {
    long collections = 0;
    long wholeHeap = 0;
    long markings = 0;
    long pauseMillis = 0;
    for (GarbageCollectorMXBean bean : beans) {
      long count = Math.max(0, bean.getCollectionCount());
      long millis = Math.max(0, bean.getCollectionTime());
      switch (HeapPools.role(bean.getName())) {
        case YOUNG, UNKNOWN -> {
          collections += count;
          pauseMillis += millis;
        }
        case FULL -> {
          collections += count;
          wholeHeap += count;
          pauseMillis += millis;
        }
        case CYCLE -> {
          collections += count;
          wholeHeap += count;
        }
        case YOUNG_CYCLE -> collections += count;
        case PAUSES -> pauseMillis += millis;
        case MARKING -> {
          markings += count / 2; // Remark and Cleanup
          pauseMillis += millis;
        }
      }
    }
    if (liveSet.needsMarkings()) {
      markings = liveSet.markings();
    }
    MemoryUsage heap = memory.getHeapMemoryUsage();
    return Reading.known(
        new HeapMemory(
            heap.getUsed(),
            heap.getCommitted(),
            heap.getMax(),
            collector,
            liveSet.drain(),
            collections + markings,
            wholeHeap + markings,
            pauseMillis - liveSet.requestedMillis()));
  }
}
