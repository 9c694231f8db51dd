package io.memguard.source;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import io.memguard.snapshot.HeapMemory.Collector;
import io.memguard.source.LivePoints.Collected;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Listens to the collector beans for a {@link LivePoints}. The only class that knows the types of
 * module {@code jdk.management}, which a runtime image may lack: loading it then fails.
 */
final class CollectionNotifications implements NotificationListener, AutoCloseable {

  /**
   * The causes of collections that a look at the heap takes, MemGuard's own above all (HotSpot
   * gcCause.cpp).
   */
  private static final Set<String> LOOKS =
      Set.of("Heap Inspection Initiated GC", "Heap Dump Initiated GC", "Diagnostic Command");

  private static final String SYSTEM_GC = "System.gc()";

  private final LivePoints livePoints;

  /** When the JVM began to count; its collections are told in milliseconds since then. */
  private final long startMillis;

  private final Set<String> heapPools = new HashSet<>();
  private final boolean generations;
  private final List<NotificationEmitter> emitters = new ArrayList<>();

  private CollectionNotifications(LivePoints livePoints) {
    this.livePoints = livePoints;
    startMillis = LivePoints.nowMillis() - ManagementFactory.getRuntimeMXBean().getUptime();
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        heapPools.add(pool.getName());
      }
    }
    generations = heapPools.stream().anyMatch(HeapPools::old);
  }

  /**
   * @throws LinkageError when a module is missing
   */
  static AutoCloseable subscribe(LivePoints livePoints) {
    CollectionNotifications listener = new CollectionNotifications(livePoints);
    List<GarbageCollectorMXBean> beans = ManagementFactory.getGarbageCollectorMXBeans();
    List<String> names = beans.stream().map(GarbageCollectorMXBean::getName).toList();
    Collector collector = HeapPools.collector(names);
    livePoints.listening(
        collector,
        names.stream().anyMatch(name -> HeapPools.role(name) == HeapPools.BeanRole.MARKING));
    for (GarbageCollectorMXBean bean : beans) {
      boolean telling =
          switch (HeapPools.role(bean.getName())) {
            case PAUSES, YOUNG_CYCLE, UNKNOWN -> false;
            // A young collection says something about old memory under G1 only.
            case YOUNG -> collector == Collector.G1;
            case FULL, CYCLE, MARKING -> true;
          };
      // Without jdk.management the beans are plain ones that announce nothing.
      if (telling && !(bean instanceof com.sun.management.GarbageCollectorMXBean)) {
        throw new NoClassDefFoundError("com.sun.management.GarbageCollectorMXBean");
      }
      if (telling && bean instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(listener, null, null);
        listener.emitters.add(emitter);
      }
    }
    return listener;
  }

  /** Runs on the JVM's notification thread. */
  @Override
  public void handleNotification(Notification notification, Object handback) {
    try {
      if (notification.getUserData() instanceof CompositeData data) {
        GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(data);
        livePoints.collected(collected(info.getGcName(), info.getGcInfo()));
        if (LOOKS.contains(info.getGcCause())
            && HeapPools.role(info.getGcName()) == HeapPools.BeanRole.FULL) {
          livePoints.requested(info.getGcInfo().getDuration());
        }
        if (info.getGcCause().equals(SYSTEM_GC)) {
          livePoints.systemGc();
        }
      }
    } catch (Throwable e) {
      // One figure is lost. An error, of a full heap most likely, would end the JVM's thread, and
      // with it the notifications of the application.
    }
  }

  private Collected collected(String bean, GcInfo info) {
    Map<String, MemoryUsage> before = info.getMemoryUsageBeforeGc();
    long oldBefore = 0;
    long oldAfter = 0;
    long heapAfter = 0;
    for (Map.Entry<String, MemoryUsage> pool : info.getMemoryUsageAfterGc().entrySet()) {
      String name = pool.getKey();
      if (heapPools.contains(name)) {
        heapAfter += pool.getValue().getUsed();
        if (HeapPools.old(name)) {
          oldBefore += before.get(name).getUsed();
          oldAfter += pool.getValue().getUsed();
        }
      }
    }
    return new Collected(
        bean,
        info.getId(),
        startMillis + info.getEndTime(),
        oldBefore,
        oldAfter,
        heapAfter,
        generations);
  }

  @Override
  public void close() {
    for (NotificationEmitter emitter : emitters) {
      try {
        emitter.removeNotificationListener(this);
      } catch (ListenerNotFoundException e) {
        // Nobody else can have removed it; and if so, it is gone.
      }
    }
  }
}
