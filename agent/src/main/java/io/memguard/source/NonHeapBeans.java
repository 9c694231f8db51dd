package io.memguard.source;

import io.memguard.snapshot.NonHeapMemory;
import io.memguard.snapshot.NonHeapMemory.CodeHeap;
import io.memguard.snapshot.Reading;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;

/** Metaspace and code as their pools count them, with class and platform-thread counts. */
final class NonHeapBeans implements Source<NonHeapMemory> {

  private static final MemoryUsage NOTHING = new MemoryUsage(0, 0, 0, 0);

  private final List<MemoryPoolMXBean> pools;
  private final ClassLoadingMXBean classes;
  private final ThreadMXBean threads;

  NonHeapBeans(List<MemoryPoolMXBean> pools, ClassLoadingMXBean classes, ThreadMXBean threads) {
    this.pools = pools;
    this.classes = classes;
    this.threads = threads;
  }

  static Source<NonHeapMemory> open() {
    return new NonHeapBeans(
        ManagementFactory.getMemoryPoolMXBeans(),
        ManagementFactory.getClassLoadingMXBean(),
        ManagementFactory.getThreadMXBean());
  }

  @Override
  public String name() {
    return "non-heap";
  }

  @Override
  public Reading<NonHeapMemory> read() {
    MemoryUsage metaspace = NOTHING;
    MemoryUsage classSpace = NOTHING;
    long codeUsed = 0;
    List<CodeHeap> codeHeaps = new ArrayList<>();
    for (MemoryPoolMXBean pool : pools) {
      String name = pool.getName();
      MemoryUsage usage = pool.getUsage();
      if (usage == null) {
        continue; // The pool is no longer valid.
      }
      if (HeapPools.metaspace(name)) {
        metaspace = usage;
      } else if (HeapPools.classSpace(name)) {
        classSpace = usage;
      } else if (HeapPools.code(name)) {
        codeUsed += usage.getUsed();
        codeHeaps.add(new CodeHeap(name, usage.getUsed(), Math.max(0, usage.getMax())));
      }
    }
    return Reading.known(
        new NonHeapMemory(
            metaspace.getUsed(),
            metaspace.getCommitted(),
            classSpace.getUsed(),
            classSpace.getCommitted(),
            codeUsed,
            classes.getLoadedClassCount(),
            classes.getUnloadedClassCount(),
            threads.getThreadCount(),
            List.copyOf(codeHeaps)));
  }
}
