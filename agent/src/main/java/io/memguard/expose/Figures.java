package io.memguard.expose;

import io.memguard.ledger.Item;
import io.memguard.ledger.Statement;
import io.memguard.snapshot.Snapshot;
import io.memguard.verdict.Language;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every figure of a moment under its public name, in bytes. A figure that is not known is absent.
 */
public final class Figures {
  private Figures() {}

  public static Map<String, Long> of(Snapshot snapshot, Statement statement, long liveSet) {
    Map<String, Long> figures = new TreeMap<>();
    snapshot
        .process()
        .value()
        .ifPresent(
            process -> {
              figures.put("RssBytes", statement.rss());
              figures.put("PeakRssBytes", process.peakRss());
              figures.put("SwapBytes", process.swap());
            });
    statement.process().forEach((item, bytes) -> figures.put(item.attribute(), bytes));
    snapshot
        .heap()
        .value()
        .ifPresent(
            heap -> {
              figures.put("HeapUsedBytes", heap.used());
              figures.put("HeapCommittedBytes", heap.committed());
              figures.put("HeapMaxBytes", heap.max());
            });
    if (liveSet > 0) {
      figures.put("HeapLiveBytes", liveSet);
    }
    snapshot
        .buffers()
        .value()
        .ifPresent(
            pools -> {
              figures.put("DirectBytes", pools.directBytes());
              figures.put("DirectMaxBytes", pools.directMax());
              figures.put("MappedBytes", pools.mappedBytes());
            });
    snapshot
        .nativeHeap()
        .value()
        .ifPresent(heap -> figures.put("MallocOutstandingBytes", heap.outstanding()));
    snapshot
        .container()
        .value()
        .ifPresent(
            container -> {
              container.limit().ifPresent(limit -> figures.put("ContainerLimitBytes", limit));
              figures.put("ContainerUsageBytes", container.usage());
              figures.put("ContainerWorkingSetBytes", container.workingSet());
              figures.put("ContainerNonReclaimableBytes", container.nonReclaimable());
              figures.put("ContainerSwapBytes", container.swap());
            });
    statement.container().forEach((item, bytes) -> figures.put(item.attribute(), bytes));
    return Collections.unmodifiableMap(figures);
  }

  /** What each attribute is, for the bean's description. */
  public static Map<String, String> descriptions() {
    Map<String, String> descriptions = new LinkedHashMap<>();
    for (Item item : Item.values()) {
      descriptions.put(item.attribute(), Language.EN.say(item.words()) + ", resident bytes");
    }
    descriptions.put("RssBytes", "resident set of this process, each page once");
    descriptions.put("PeakRssBytes", "highest resident set of this process so far");
    descriptions.put("SwapBytes", "memory of this process that was swapped out");
    descriptions.put("HeapCommittedBytes", "heap that the JVM holds");
    descriptions.put("HeapMaxBytes", "maximum heap (-Xmx)");
    descriptions.put("DirectMaxBytes", "what direct buffers may take");
    descriptions.put("MappedBytes", "mapped buffers (address space, not resident pages)");
    descriptions.put("MallocOutstandingBytes", "what the C library has handed out");
    descriptions.put("ContainerSwapBytes", "memory of the container that was swapped out");
    descriptions.put("HeapUsedBytes", "heap in use, garbage included");
    descriptions.put("HeapLiveBytes", "heap in use after the last whole-heap collection");
    descriptions.put("ContainerLimitBytes", "smallest memory limit on the way to the root");
    descriptions.put("ContainerUsageBytes", "the kernel's figure, page cache included");
    descriptions.put("ContainerWorkingSetBytes", "usage less inactive file pages (kubelet)");
    descriptions.put(
        "ContainerNonReclaimableBytes", "what the kernel cannot take back and kills for");
    return descriptions;
  }
}
