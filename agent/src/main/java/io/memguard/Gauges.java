package io.memguard;

import io.memguard.instrument.DirectMemoryTracking;
import io.memguard.ledger.Account;
import io.memguard.snapshot.AllocationSite;
import io.memguard.snapshot.BufferPools;
import io.memguard.snapshot.NativeHeap;
import io.memguard.snapshot.NativeMemory;
import io.memguard.snapshot.NonHeapMemory;
import io.memguard.snapshot.Reading;
import io.memguard.source.MappedFiles;
import io.memguard.source.NativeHeapFigures;
import io.memguard.source.Sampler;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How the accounts that a collection may release are read at once, by the same sums as in the
 * statement.
 */
final class Gauges {
  private final Sampler.Jvm sources;
  private final NativeHeapFigures nativeHeap;
  private final DirectMemoryTracking tracking;
  private final MappedFiles files;

  Gauges(
      Sampler.Jvm sources,
      NativeHeapFigures nativeHeap,
      DirectMemoryTracking tracking,
      MappedFiles files) {
    this.sources = sources;
    this.nativeHeap = nativeHeap;
    this.tracking = tracking;
    this.files = files;
  }

  Map<Account, Supplier<Reading<Long>>> all() {
    return Map.of(
        Account.OFF_HEAP, this::offHeap,
        Account.MAPPED, this::mapped,
        Account.JNI_MALLOC, this::nativeLibraries,
        Account.METASPACE, () -> sources.nonHeap().read().map(NonHeapMemory::metaspaceUsed));
  }

  private Reading<Long> offHeap() {
    return sources.buffers().read().map(pools -> pools.directBytes() + beside(pools));
  }

  /** Foreign-memory mappings are in no pool; the kernel's list has them. */
  private Reading<Long> mapped() {
    Reading<Long> pool = sources.buffers().read().map(BufferPools::mappedBytes);
    return pool.value().orElse(0L) > 0 ? pool : files.bytes();
  }

  /** What the C library says is allocated, less what is known to be Java's or the JVM's. */
  private Reading<Long> nativeLibraries() {
    long known =
        sources
            .nativeMemory()
            .read()
            .value()
            .map(NativeMemory::heapAllocated)
            .orElseGet(this::java);
    return nativeHeap.readNow().map(NativeHeap::outstanding).map(all -> Math.max(0, all - known));
  }

  private long java() {
    return offHeap().value().orElse(0L);
  }

  /**
   * Java's memory off the heap that the buffer pools do not know: what native tracking counts, else
   * what the hooks saw.
   */
  private long beside(BufferPools pools) {
    return sources
        .nativeMemory()
        .read()
        .value()
        .map(tracked -> tracked.category("Other").heapAllocated() - pools.directBytes())
        .map(bytes -> Math.max(0, bytes))
        .orElseGet(this::seenByTheHooks);
  }

  private long seenByTheHooks() {
    return tracking.sites().stream()
        .filter(site -> !site.inBufferPool())
        .mapToLong(AllocationSite::bytes)
        .sum();
  }
}
