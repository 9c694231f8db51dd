package io.memguard.source;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;

/**
 * What a piece of work costs: CPU time of the thread that reads the clock, in nanoseconds. Wall
 * time would count the waiting too, so that on a busy machine everything seemed dear.
 */
public final class CpuClock {
  private CpuClock() {}

  /** The clock of whatever thread reads it; wall time where the JVM does not tell CPU time. */
  public static LongSupplier ofCallingThread() {
    try {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      if (threads.isCurrentThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled()) {
        return threads::getCurrentThreadCpuTime;
      }
    } catch (LinkageError | RuntimeException e) {
      // The runtime image has no java.management.
    }
    return System::nanoTime;
  }
}
