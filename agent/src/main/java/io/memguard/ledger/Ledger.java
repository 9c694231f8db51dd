package io.memguard.ledger;

import io.memguard.snapshot.MemoryRange.Use;
import io.memguard.snapshot.ProcessMemory;
import io.memguard.snapshot.ResidentPages;
import io.memguard.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;

/**
 * What is remembered between ticks: the history of every account, the live set, the experiments.
 * Not thread-safe: one thread appends and asks for windows.
 */
public final class Ledger {
  private static final int MOST_TRIALS = 64;

  /**
   * A page count is good for the heap's share as long as the resident set moved by less than this
   * since.
   */
  private static final double FRESH = 0.01;

  private final History history = new History();
  private final LiveSet liveSet = new LiveSet();
  private final List<Trial> trials = new ArrayList<>();
  private Optional<LiveCount> lastCount = Optional.empty();
  private long firstNanos = Long.MIN_VALUE;

  /** Appends a tick and returns the window that ends with it. */
  public Window append(Snapshot snapshot) {
    if (firstNanos == Long.MIN_VALUE) {
      firstNanos = snapshot.nanos();
    }
    double second = (snapshot.nanos() - firstNanos) / 1e9;
    Statement statement = Statement.of(snapshot);
    history.append(second, figures(snapshot, statement));
    snapshot
        .heap()
        .value()
        .ifPresent(heap -> liveSet.append(heap.livePoints(), snapshot.epochMillis(), second));
    return new Window(
        snapshot, second, statement, history, liveSet.series(), lastCount, List.copyOf(trials));
  }

  /** Records an experiment that has just been made. */
  public void record(Trial trial) {
    if (trials.size() == MOST_TRIALS) {
      trials.remove(0);
    }
    trials.add(trial);
  }

  /** Records a count of live objects; what it found is a live-set figure too. */
  public void record(LiveCount count) {
    lastCount = Optional.of(count);
    if (!count.refused()) {
      liveSet.append(count.second(), count.bytes());
    }
  }

  private static EnumMap<Account, Double> figures(Snapshot snapshot, Statement statement) {
    EnumMap<Account, Double> row = new EnumMap<>(Account.class);
    snapshot
        .process()
        .value()
        .ifPresent(
            process -> {
              row.put(Account.RSS, (double) process.rss());
              row.put(Account.THREADS, (double) process.threads());
            });
    snapshot.heap().value().ifPresent(heap -> row.put(Account.HEAP_USED, (double) heap.used()));
    snapshot
        .nonHeap()
        .value()
        .ifPresent(
            nonHeap -> {
              row.put(Account.METASPACE, (double) nonHeap.metaspaceUsed());
              row.put(Account.CLASSES, (double) nonHeap.loadedClasses());
            });
    snapshot
        .buffers()
        .value()
        .ifPresent(
            pools -> {
              row.put(Account.DIRECT, (double) pools.directBytes());
              row.put(Account.MAPPED, (double) pools.mappedBytes());
            });
    snapshot
        .nativeHeap()
        .value()
        .ifPresent(heap -> row.put(Account.NATIVE_OUTSTANDING, (double) heap.outstanding()));
    Long jni = statement.process().get(Item.JNI_MALLOC);
    if (jni != null) {
      row.put(Account.JNI_MALLOC, (double) jni);
    }
    snapshot
        .container()
        .value()
        .ifPresent(
            container -> {
              row.put(Account.CONTAINER_USAGE, (double) container.usage());
              row.put(Account.NON_RECLAIMABLE, (double) container.nonReclaimable());
            });
    freshPages(snapshot)
        .ifPresent(
            pages -> {
              double heap = pages.of(Use.JAVA_HEAP);
              row.put(Account.HEAP_RESIDENT, heap);
              Double all = row.get(Account.NON_RECLAIMABLE);
              if (all != null) {
                row.put(Account.BESIDE_HEAP, all - heap);
              }
            });
    return row;
  }

  private static Optional<ResidentPages> freshPages(Snapshot snapshot) {
    long rss = snapshot.process().value().map(ProcessMemory::rss).orElse(0L);
    return snapshot
        .residentPages()
        .value()
        .filter(pages -> Math.abs(rss - pages.rss()) <= FRESH * rss);
  }
}
