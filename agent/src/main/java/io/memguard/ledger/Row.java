package io.memguard.ledger;

import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.HeapMemory.Collector;
import io.memguard.snapshot.MemoryRange.Use;
import io.memguard.snapshot.Neighbour;
import io.memguard.snapshot.ProcessMemory;
import io.memguard.snapshot.ResidentPages;
import io.memguard.snapshot.Snapshot;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The row that one tick adds to the history; an account whose source said nothing is absent. */
final class Row {
  /**
   * A page count is good for the heap's share as long as the resident set moved by less than this
   * since.
   */
  private static final double FRESH = 0.01;

  private final EnumMap<Account, Double> row = new EnumMap<>(Account.class);
  private final Snapshot snapshot;
  private final Statement statement;

  private Row(Snapshot snapshot, Statement statement) {
    this.snapshot = snapshot;
    this.statement = statement;
  }

  static Map<Account, Double> of(Snapshot snapshot, Statement statement) {
    Row made = new Row(snapshot, statement);
    made.process();
    made.java();
    made.offHeap();
    made.container();
    made.machine();
    return made.row;
  }

  private void process() {
    snapshot
        .process()
        .value()
        .ifPresent(
            process -> {
              put(Account.RSS, rss(process));
              put(Account.THREADS, process.threads());
            });
    put(Account.JNI_MALLOC, Item.JNI_MALLOC);
    put(Account.JNI_MALLOC, Item.NATIVE_NOT_ITEMISED);
    put(Account.MALLOC_RETAINED, Item.MALLOC_RETAINED);
    put(Account.THREAD_STACKS, Item.THREAD_STACKS);
    freshPages()
        .ifPresent(
            pages -> {
              put(Account.UNEXPLAINED, Item.RESIDUAL);
              put(Account.MAPPED_FILES, pages.mappedFiles());
              put(Account.MAPPINGS, pages.mappings());
            });
  }

  private void java() {
    snapshot
        .heap()
        .value()
        .ifPresent(
            heap -> {
              put(Account.HEAP_USED, heap.used());
              put(Account.COLLECTION_MILLIS, heap.collectionMillis());
              put(Account.COLLECTION_WAITED_MILLIS, heap.waitedMillis());
            });
    snapshot
        .nonHeap()
        .value()
        .ifPresent(
            nonHeap -> {
              put(Account.METASPACE, nonHeap.metaspaceUsed());
              put(Account.CLASSES, nonHeap.loadedClasses());
              put(Account.CODE, nonHeap.codeUsed());
            });
  }

  private void offHeap() {
    snapshot
        .buffers()
        .value()
        .ifPresent(
            pools -> {
              put(Account.DIRECT, pools.directBytes());
              put(Account.MAPPED, pools.mappedBytes());
              put(Account.MAPPED_BUFFERS, pools.mappedCount());
              Long unsafe = statement.process().getOrDefault(Item.OTHER_UNSAFE, 0L);
              put(Account.OFF_HEAP, pools.directBytes() + unsafe);
            });
    snapshot
        .nativeHeap()
        .value()
        .ifPresent(heap -> put(Account.NATIVE_OUTSTANDING, heap.outstanding()));
  }

  private void container() {
    ContainerMemory container = snapshot.container().value().orElse(null);
    if (container == null) {
      return;
    }
    put(Account.CONTAINER_USAGE, container.usage());
    container.limit().ifPresent(limit -> put(Account.CONTAINER_LIMIT, limit));
    put(Account.NON_RECLAIMABLE, container.nonReclaimable());
    put(Account.PAGE_CACHE, container.pageCache());
    put(Account.KERNEL, container.kernel());
    put(Account.SWAP, container.swap());
    put(Account.REFAULTS, container.refaults());
    put(Account.MAJOR_FAULTS, container.majorFaults());
    Optional<ResidentPages> pages = freshPages();
    pages.ifPresent(
        counted -> {
          long heap = counted.of(Use.JAVA_HEAP);
          put(Account.HEAP_RESIDENT, heap);
          put(Account.BESIDE_HEAP, container.nonReclaimable() - heap);
        });
    if (!heapIsSharedMemory(snapshot)) {
      put(Account.SHARED_MEMORY, container.sharedMemory());
    } else if (pages.isPresent()) {
      long heap = pages.get().of(Use.JAVA_HEAP);
      put(Account.SHARED_MEMORY, Math.max(0, container.sharedMemory() - heap));
    }
  }

  /** ZGC maps its heap from a memfd, which the kernel charges as shared memory. */
  static boolean heapIsSharedMemory(Snapshot snapshot) {
    Collector collector = snapshot.heap().value().map(HeapMemory::collector).orElse(null);
    return collector == Collector.Z || collector == Collector.GENERATIONAL_Z;
  }

  private void machine() {
    snapshot
        .neighbours()
        .value()
        .ifPresent(
            others -> put(Account.NEIGHBOURS, others.stream().mapToLong(Neighbour::rss).sum()));
    snapshot
        .machine()
        .value()
        .ifPresent(
            machine -> {
              put(Account.SWAP_INS, machine.swapInPages());
              put(Account.SWAP_OUTS, machine.swapOutPages());
              put(Account.COMPACTION_STALLS, machine.compactionStalls());
            });
  }

  /** Each page once. What is counted twice moves with the heap: both must be of one moment. */
  private long rss(ProcessMemory process) {
    return snapshot
        .residentPages()
        .value()
        .filter(pages -> pages.duplicates() > 0)
        .map(pages -> pages.rss() - pages.duplicates())
        .orElse(process.rss());
  }

  private Optional<ResidentPages> freshPages() {
    long rss = snapshot.process().value().map(ProcessMemory::rss).orElse(0L);
    return snapshot
        .residentPages()
        .value()
        .filter(pages -> Math.abs(rss - pages.rss()) <= FRESH * rss);
  }

  private void put(Account account, Item item) {
    Long bytes = statement.process().get(item);
    if (bytes != null) {
      put(account, bytes);
    }
  }

  private void put(Account account, long figure) {
    row.put(account, (double) figure);
  }
}
