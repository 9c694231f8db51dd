package io.memguard.ledger;

import io.memguard.snapshot.AllocationSite;
import io.memguard.snapshot.BufferPools;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.MemoryRange.Use;
import io.memguard.snapshot.NativeHeap;
import io.memguard.snapshot.NativeMemory;
import io.memguard.snapshot.NonHeapMemory;
import io.memguard.snapshot.ProcessMemory;
import io.memguard.snapshot.Reading;
import io.memguard.snapshot.ResidentPages;
import io.memguard.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The balanced statement: what the container uses and what this JVM's resident memory consists of,
 * each with the residual that the accounts leave. Bytes.
 *
 * <p>The process side. The kernel's pages tell what is resident where the JVM told the addresses
 * (heap, class space, archive, code, stacks, files). The rest is anonymous memory that malloc,
 * metaspace and the collector share:
 *
 * <pre>
 * native = arenas + unclaimed anonymous - metaspace outside class space - thread stacks (NMT)
 * malloc'd by native libraries = outstanding (C library) - malloc'd by the JVM (NMT)
 * kept by the allocator        = native - the larger of outstanding and malloc'd by the JVM,
 * at most what the C library says is free
 * </pre>
 *
 * What is left is the residual: memory mapped by native libraries themselves (+), or malloc'd and
 * never touched (-).
 *
 * @param rss resident bytes of the process, each page once; 0 when unknown
 * @param usage the container's usage; 0 when unknown
 * @param notes what could not be itemised, and which flag would
 */
public record Statement(
    long rss, Map<Item, Long> process, long usage, Map<Item, Long> container, List<String> notes) {

  /**
   * glibc adds a header and rounds each block up; NMT adds its own header: about this much a block
   * together.
   */
  private static final long OVERHEAD_PER_BLOCK = 32;

  private static final long LARGEST_LAG_OF_A_THREAD = 64 * 4096L;

  public static Statement of(Snapshot snapshot) {
    List<String> notes = new ArrayList<>();
    EnumMap<Item, Long> process = new EnumMap<>(Item.class);
    EnumMap<Item, Long> container = new EnumMap<>(Item.class);
    long rss = process(snapshot, process, notes);
    long usage = container(snapshot.container(), container, notes);
    return new Statement(
        rss,
        Collections.unmodifiableMap(process),
        usage,
        Collections.unmodifiableMap(container),
        List.copyOf(notes));
  }

  private static long container(
      Reading<ContainerMemory> reading, Map<Item, Long> items, List<String> notes) {
    if (reading.value().isEmpty()) {
      notes.add("container: " + reading.reason());
      return 0;
    }
    ContainerMemory memory = reading.value().get();
    items.put(Item.CONTAINER_ANONYMOUS, memory.anonymous());
    items.put(Item.CONTAINER_PAGE_CACHE, memory.pageCache());
    items.put(Item.CONTAINER_SHARED, memory.sharedMemory());
    items.put(Item.CONTAINER_KERNEL, memory.kernel());
    items.put(Item.CONTAINER_RESIDUAL, memory.residual());
    return memory.usage();
  }

  private static long process(Snapshot snapshot, Map<Item, Long> items, List<String> notes) {
    ProcessMemory process = snapshot.process().value().orElse(null);
    if (process == null) {
      notes.add("process: " + snapshot.process().reason());
      return 0;
    }
    ResidentPages pages = snapshot.residentPages().value().orElse(null);
    if (pages == null) {
      notes.add("resident pages: " + snapshot.residentPages().reason());
      return byCommitment(snapshot, process, items);
    }
    long rss = process.rss() - pages.duplicates() + lag(process, pages);
    NonHeapMemory nonHeap = snapshot.nonHeap().value().orElse(null);
    long metaspaceOutsideClassSpace =
        nonHeap == null ? 0 : nonHeap.metaspaceCommitted() - nonHeap.classSpaceCommitted();
    items.put(Item.HEAP, pages.of(Use.JAVA_HEAP));
    items.put(Item.METASPACE, pages.of(Use.CLASS_SPACE) + metaspaceOutsideClassSpace);
    items.put(Item.CLASS_ARCHIVE, pages.of(Use.CLASS_ARCHIVE));
    items.put(Item.CODE, pages.of(Use.CODE));
    // NMT asks the kernel which stack pages are resident; the page count knows only the main
    // thread's stack.
    long threadStacks =
        snapshot.nativeMemory().value().map(nmt -> nmt.category("Thread").mapped()).orElse(0L);
    items.put(Item.THREAD_STACKS, pages.of(Use.THREAD_STACK) + threadStacks);
    items.put(Item.COLLECTOR, pages.of(Use.COLLECTOR));
    items.put(Item.FILES, pages.of(Use.FILE));
    items.put(Item.SHARED, pages.of(Use.SHARED));
    long nativeResident =
        pages.of(Use.MALLOC_ARENA)
            + pages.of(Use.ANONYMOUS)
            - metaspaceOutsideClassSpace
            - threadStacks;
    nativeSide(snapshot, nativeResident, items, notes);
    close(rss, items);
    return rss;
  }

  /**
   * By how much the kernel's {@code VmRSS} lags behind the pages themselves: before Linux 6.2 each
   * thread keeps up to 64 pages to itself before it reports them (SPLIT_RSS_COUNTING in
   * mm/memory.c). A larger difference is not lag.
   */
  private static long lag(ProcessMemory process, ResidentPages pages) {
    long counted = pages.bytes().values().stream().mapToLong(Long::longValue).sum();
    long lag = counted + pages.duplicates() - pages.rss();
    return Math.abs(lag) <= process.threads() * LARGEST_LAG_OF_A_THREAD ? lag : 0;
  }

  private static void nativeSide(
      Snapshot snapshot, long nativeResident, Map<Item, Long> items, List<String> notes) {
    NativeMemory tracked = snapshot.nativeMemory().value().orElse(null);
    NativeHeap heap = snapshot.nativeHeap().value().orElse(null);
    long direct = snapshot.buffers().value().map(BufferPools::directBytes).orElse(0L);
    items.put(Item.DIRECT, direct);
    if (tracked == null) {
      notes.add(snapshot.nativeMemory().reason());
    }
    if (heap == null) {
      notes.add(snapshot.nativeHeap().reason());
    }
    long jvm = 0;
    long java = direct;
    if (tracked != null) {
      jvm = itemise(tracked, direct, items);
    } else {
      long seen = seenBesideThePool(snapshot);
      if (seen > 0) {
        items.put(Item.OTHER_UNSAFE, seen);
        java += seen;
      }
    }
    if (tracked != null && heap != null) {
      items.put(Item.JNI_MALLOC, Math.max(0, heap.outstanding() - jvm));
    } else if (heap != null) {
      items.put(Item.NATIVE_NOT_ITEMISED, Math.max(0, heap.outstanding() - java));
    } else {
      items.put(Item.NATIVE_NOT_ITEMISED, Math.max(0, nativeResident - Math.max(jvm, java)));
    }
    if (heap != null) {
      // A compiler takes and frees megabytes between the two readings: the larger one was true of
      // these pages, and what NMT counted is not free as well.
      long inUse = Math.max(heap.outstanding(), jvm);
      long kept = Math.min(nativeResident - inUse, heap.retained());
      items.put(Item.MALLOC_RETAINED, Math.max(0, kept));
    }
  }

  /**
   * What the allocation hooks saw allocated since they were armed and the buffer pool does not
   * count: without native tracking the only figure of Unsafe, foreign memory and Netty.
   */
  private static long seenBesideThePool(Snapshot snapshot) {
    return snapshot.sites().value().orElse(List.of()).stream()
        .filter(site -> !site.inBufferPool())
        .mapToLong(AllocationSite::bytes)
        .sum();
  }

  /** Splits what the JVM itself malloc'd, block overhead included, and returns the sum. */
  private static long itemise(NativeMemory tracked, long direct, Map<Item, Long> items) {
    NativeMemory.Category other = tracked.category("Other");
    NativeMemory.Category collector = tracked.category("GC");
    long blocks =
        tracked.categories().values().stream().mapToLong(NativeMemory.Category::mallocCount).sum();
    long all = tracked.heapAllocated() + blocks * OVERHEAD_PER_BLOCK;
    items.put(Item.OTHER_UNSAFE, Math.max(0, other.heapAllocated() - direct));
    items.merge(Item.COLLECTOR, collector.heapAllocated(), Long::sum);
    items.put(Item.JVM_OTHER, Math.max(0, all - other.heapAllocated() - collector.heapAllocated()));
    return all;
  }

  /** Without page counts: what is committed, as far as it can be resident. */
  private static long byCommitment(
      Snapshot snapshot, ProcessMemory process, Map<Item, Long> items) {
    items.put(Item.FILES, process.file());
    items.put(Item.HEAP, snapshot.heap().value().map(HeapMemory::committed).orElse(0L));
    snapshot
        .nonHeap()
        .value()
        .ifPresent(
            nonHeap -> {
              items.put(Item.METASPACE, nonHeap.metaspaceCommitted());
              items.put(Item.CODE, nonHeap.codeUsed());
            });
    snapshot.buffers().value().ifPresent(pools -> items.put(Item.DIRECT, pools.directBytes()));
    close(process.rss(), items);
    return process.rss();
  }

  private static void close(long rss, Map<Item, Long> items) {
    long explained = items.values().stream().mapToLong(Long::longValue).sum();
    items.put(Item.RESIDUAL, rss - explained);
  }
}
