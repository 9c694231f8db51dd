package io.memguard.expose;

import io.memguard.snapshot.AgentCost;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * The four beans under {@code io.memguard:type=*}. Registering creates the platform MBean server
 * where there is none yet: not before the application has chosen its own.
 */
public final class Beans {

  private final Map<String, Object> beans = new LinkedHashMap<>();
  private final List<ObjectName> registered = new ArrayList<>();

  public Beans(MemoryBean memory, HealthBean health, Actions actions, Supplier<AgentCost> cost) {
    beans.put("Memory", memory);
    beans.put("Health", health);
    beans.put("Actions", describe(actions));
    beans.put("Cost", describe(new Cost(cost)));
  }

  /** Registers all that can be; what could not is one sentence. */
  public synchronized Optional<String> register() {
    List<String> failures = new ArrayList<>();
    for (Map.Entry<String, Object> bean : beans.entrySet()) {
      try {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = name(bean.getKey());
        server.registerMBean(bean.getValue(), name);
        registered.add(name);
      } catch (JMException | RuntimeException | LinkageError e) {
        failures.add(bean.getKey() + " (" + e + ")");
      }
    }
    return failures.isEmpty()
        ? Optional.empty()
        : Optional.of("JMX beans that could not be registered: " + String.join(", ", failures));
  }

  public synchronized void unregister() {
    for (ObjectName name : registered) {
      try {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
      } catch (JMException | RuntimeException | LinkageError e) {
        // Somebody else took it away; it is gone, as it should be.
      }
    }
    registered.clear();
  }

  static ObjectName name(String type) {
    try {
      return new ObjectName("io.memguard:type=" + type);
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException(type, e);
    }
  }

  private static Object describe(Actions actions) {
    return new DescribedBean(
        actions,
        Actions.class,
        "What MemGuard can be asked to do; each answers in one sentence and obeys its guards",
        Map.of(
            "dumpHeap", "Takes a heap dump of live objects if disk, quota and pause allow it",
            "collectGarbage", "Runs one full collection and tells what it freed",
            "trimNativeHeap", "Gives free native memory back to the system and tells how much",
            "writeReport", "Writes the report of this moment and tells where",
            "referenceChains", "Looks for what holds the objects that survive"));
  }

  private static Object describe(Cost cost) {
    return new DescribedBean(
        cost,
        CostMXBean.class,
        "What MemGuard itself has cost since it started",
        Map.of(
            "Ticks", "Samples taken",
            "CpuNanos", "CPU time of MemGuard's own threads",
            "AllocatedBytes", "Heap that MemGuard's own threads allocated",
            "LastTickNanos", "Wall time of the last sample",
            "WorstTickNanos", "Wall time of the slowest sample",
            "SourceNanos", "Wall time of the last reading, by source"));
  }
}
