package io.memguard;

import io.memguard.snapshot.AgentCost;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
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

  private List<Long> threads = List.of();
  private long ticks;
  private long last;
  private long worst;

  void tick(long nanos) {
    ticks++;
    last = nanos;
    worst = Math.max(worst, nanos);
  }

  AgentCost of(Map<String, Long> sourceNanos) {
    if (ticks % TICKS_BETWEEN_LOOKS == 0) {
      threads = ownThreads();
    }
    long cpu = 0;
    long allocated = 0;
    try {
      ThreadMXBean beans = ManagementFactory.getThreadMXBean();
      for (long thread : threads) {
        cpu += Math.max(0, beans.getThreadCpuTime(thread));
        if (beans instanceof com.sun.management.ThreadMXBean hotspot) {
          allocated += Math.max(0, hotspot.getThreadAllocatedBytes(thread));
        }
      }
    } catch (LinkageError | RuntimeException e) {
      // Without java.management the cost is not known; ticks are.
    }
    return new AgentCost(ticks, cpu, allocated, last, worst, sourceNanos);
  }

  private static List<Long> ownThreads() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    Thread[] members = new Thread[group.activeCount() + 16];
    int count = group.enumerate(members, false);
    return Stream.of(members)
        .limit(count)
        .filter(thread -> thread.getName().startsWith(THREADS))
        .map(Thread::getId)
        .toList();
  }
}
