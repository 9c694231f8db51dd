package io.memguard.blackbox;

import io.memguard.ledger.Item;
import io.memguard.ledger.Statement;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.MachineMemory;
import io.memguard.snapshot.Neighbour;
import io.memguard.snapshot.NonHeapMemory;
import io.memguard.snapshot.ProcessMemory;
import io.memguard.snapshot.Reading;
import io.memguard.snapshot.Snapshot;
import java.util.Arrays;
import java.util.List;

/** The figures of one tick as they are stored; filled again and again without allocation. */
final class Figures {
  /** Stored for a figure that was not known. */
  static final int ABSENT = Integer.MIN_VALUE;

  /** By place. An array, because nothing may be allocated. */
  private final int[] stored = new int[Figure.values().length];

  void copy(Figures other) {
    System.arraycopy(other.stored, 0, stored, 0, stored.length);
  }

  /** What a minute's worst is decided by: what the kernel kills for, else the resident set. */
  int weight() {
    int container = stored[Figure.NON_RECLAIMABLE.place()];
    return container == ABSENT ? stored[Figure.RSS.place()] : container;
  }

  int count() {
    return stored.length;
  }

  int stored(int place) {
    return stored[place];
  }

  void fill(Snapshot snapshot, Statement statement, long liveSet) {
    Arrays.fill(stored, ABSENT);
    if (snapshot.process() instanceof Reading.Known<ProcessMemory> known) {
      put(Figure.RSS, known.get().rss());
      put(Figure.THREADS, known.get().threads());
    }
    if (snapshot.container() instanceof Reading.Known<ContainerMemory> known) {
      container(known.get());
    }
    if (snapshot.heap() instanceof Reading.Known<HeapMemory> known) {
      put(Figure.HEAP_USED, known.get().used());
      put(Figure.HEAP_MAX, known.get().max());
      put(Figure.COLLECTION_MILLIS, known.get().collectionMillis());
    }
    if (liveSet > 0) {
      put(Figure.HEAP_LIVE, liveSet);
    }
    if (snapshot.nonHeap() instanceof Reading.Known<NonHeapMemory> known) {
      put(Figure.CLASSES, known.get().loadedClasses());
    }
    if (snapshot.machine() instanceof Reading.Known<MachineMemory> known) {
      put(Figure.MACHINE_TOTAL, known.get().total());
      put(Figure.MACHINE_AVAILABLE, known.get().available());
      put(Figure.MACHINE_OOM_KILLS, known.get().oomKills());
    }
    if (snapshot.neighbours() instanceof Reading.Known<List<Neighbour>> known) {
      neighbours(known.get());
    }
    statement(statement);
  }

  private void container(ContainerMemory memory) {
    put(Figure.CONTAINER_USAGE, memory.usage());
    if (memory.limit().isPresent()) {
      put(Figure.CONTAINER_LIMIT, memory.limit().getAsLong());
    }
    put(Figure.NON_RECLAIMABLE, memory.nonReclaimable());
    put(Figure.CONTAINER_ANONYMOUS, memory.anonymous());
    put(Figure.PAGE_CACHE, memory.pageCache());
    put(Figure.SHARED_MEMORY, memory.sharedMemory());
    put(Figure.KERNEL, memory.kernel());
    put(Figure.INACTIVE_FILE, memory.inactiveFile());
    put(Figure.SWAP, memory.swap());
    put(Figure.CONTAINER_OOM_KILLS, memory.oomKills());
    put(Figure.LIMIT_HITS, memory.limitHits());
  }

  private void statement(Statement statement) {
    put(Figure.HEAP, statement, Item.HEAP);
    put(Figure.METASPACE, statement, Item.METASPACE);
    put(Figure.CODE, statement, Item.CODE);
    put(Figure.COLLECTOR, statement, Item.COLLECTOR);
    put(Figure.JVM_OTHER, statement, Item.JVM_OTHER);
    put(Figure.THREAD_STACKS, statement, Item.THREAD_STACKS);
    put(Figure.DIRECT, statement, Item.DIRECT);
    put(Figure.OTHER_UNSAFE, statement, Item.OTHER_UNSAFE);
    put(Figure.FILES, statement, Item.FILES);
    put(Figure.JNI_MALLOC, statement, Item.JNI_MALLOC);
    put(Figure.NATIVE_NOT_ITEMISED, statement, Item.NATIVE_NOT_ITEMISED);
    put(Figure.MALLOC_RETAINED, statement, Item.MALLOC_RETAINED);
    put(Figure.RESIDUAL, statement, Item.RESIDUAL);
  }

  // By index: an iterator would be an allocation.
  private void neighbours(List<Neighbour> others) {
    long sum = 0;
    for (int i = 0; i < others.size(); i++) {
      sum += others.get(i).rss();
    }
    put(Figure.NEIGHBOURS, sum);
  }

  private void put(Figure figure, Statement statement, Item item) {
    Long bytes = statement.process().get(item);
    if (bytes != null) {
      put(figure, bytes);
    }
  }

  private void put(Figure figure, long value) {
    stored[figure.place()] = figure.stored(value);
  }
}
