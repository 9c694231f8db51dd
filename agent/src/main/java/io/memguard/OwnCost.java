package io.memguard;

import io.memguard.snapshot.AgentCost;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What MemGuard's own threads have used, asked from the JVM: the ticking thread, the one that reads
 * the JFR stream, the one that notifies. Used by the ticking thread only. JFR's own recorder
 * threads are not in it.
 */
final class OwnCost {
  private static final String THREADS = "memguard";

  /** Threads come and go rarely. */
  private static final int TICKS_BETWEEN_LOOKS = 20;

  /** What each of our threads had used when it was asked last, by its id. */
  private final Map<Long, Usage> usages = new HashMap<>();

  /**
   * What threads had used that are no more: a counter that fell would be taken for a new start of
   * the process.
   */
  private Usage ended = Usage.NONE;

  private long ticks;
  private long last;
  private long worst;

  private record Usage(long cpuNanos, long allocatedBytes) {
    private static final Usage NONE = new Usage(0, 0);

    Usage plus(Usage other) {
      return new Usage(cpuNanos + other.cpuNanos, allocatedBytes + other.allocatedBytes);
    }
  }

  void tick(long nanos) {
    ticks++;
    last = nanos;
    worst = Math.max(worst, nanos);
  }

  AgentCost of(Map<String, Long> sourceNanos) {
    if (ticks % TICKS_BETWEEN_LOOKS == 0) {
      lookForThreads();
    }
    try {
      ThreadMXBean beans = ManagementFactory.getThreadMXBean();
      usages.replaceAll((thread, before) -> usage(beans, thread, before));
    } catch (LinkageError | RuntimeException e) {
      // Without java.management the cost is not known; ticks are.
    }
    Usage all = usages.values().stream().reduce(ended, Usage::plus);
    return new AgentCost(ticks, all.cpuNanos, all.allocatedBytes, last, worst, sourceNanos);
  }

  private void lookForThreads() {
    Set<Long> living = ownThreads();
    for (Map.Entry<Long, Usage> one : usages.entrySet()) {
      ended = living.contains(one.getKey()) ? ended : ended.plus(one.getValue());
    }
    usages.keySet().retainAll(living);
    living.forEach(thread -> usages.putIfAbsent(thread, Usage.NONE));
  }

  /** Never less than before: the JVM answers -1 for a thread that has ended. */
  private static Usage usage(ThreadMXBean beans, long thread, Usage before) {
    return new Usage(
        Math.max(before.cpuNanos, beans.getThreadCpuTime(thread)),
        Math.max(before.allocatedBytes, allocatedBytes(beans, thread)));
  }

  /** -1 where it is not told. */
  private static long allocatedBytes(ThreadMXBean beans, long thread) {
    try {
      return beans instanceof com.sun.management.ThreadMXBean hotspot
          ? hotspot.getThreadAllocatedBytes(thread)
          : -1;
    } catch (NoClassDefFoundError withoutJdkManagement) {
      return -1;
    }
  }

  private static Set<Long> ownThreads() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    Thread[] members = new Thread[group.activeCount() + 16];
    int count = group.enumerate(members, false);
    return Stream.of(members)
        .limit(count)
        .filter(thread -> thread.getName().startsWith(THREADS))
        .map(Thread::getId)
        .collect(Collectors.toSet());
  }
}
