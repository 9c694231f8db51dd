package io.memguard.instrument;

import io.memguard.snapshot.AllocationSite;
import io.memguard.snapshot.BufferPools;
import io.memguard.snapshot.NettyMemory;
import io.memguard.snapshot.Reading;
import io.memguard.source.LoadedClasses;
import io.memguard.source.Source;
import java.lang.instrument.Instrumentation;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The buffer pools, and what Netty counts beside them.
 *
 * <p>{@code PlatformDependent} is asked only once a tracked allocation has come through it: then it
 * is initialized, and what it counts is not in the buffer pool. Its name may have a prefix where
 * Netty was relocated into another library.
 */
public final class NettyCounters implements Source<BufferPools> {
  private static final String ALLOCATOR = "io.netty.util.internal.PlatformDependent";

  private final Source<BufferPools> pools;
  private final DirectMemoryTracking tracking;
  private final Instrumentation instrumentation;
  private final Set<String> searched = new HashSet<>();

  /** Weak: an application that is undeployed must not be kept by us. */
  private final List<WeakReference<Class<?>>> counters = new ArrayList<>();

  public NettyCounters(
      Source<BufferPools> pools, DirectMemoryTracking tracking, Instrumentation instrumentation) {
    this.pools = pools;
    this.tracking = tracking;
    this.instrumentation = instrumentation;
  }

  @Override
  public String name() {
    return pools.name();
  }

  @Override
  public Reading<BufferPools> read() {
    if (tracking.state().isKnown()) {
      for (AllocationSite site : tracking.sites()) {
        if (!site.inBufferPool()) {
          site.frames().forEach(this::search);
        }
      }
    }
    Optional<NettyMemory> netty = counted();
    return netty.isEmpty() ? pools.read() : pools.read().map(known -> known.with(netty));
  }

  /** Looks once for the class of a frame such as {@code a.io.netty…PlatformDependent.x(…)}. */
  private void search(String frame) {
    int at = frame.indexOf(ALLOCATOR + '.');
    if (at < 0 || !searched.add(frame.substring(0, at))) {
      return;
    }
    String name = frame.substring(0, at) + ALLOCATOR;
    for (Class<?> type : LoadedClasses.of(instrumentation)) {
      if (type.getName().equals(name)) {
        counters.add(new WeakReference<>(type));
      }
    }
  }

  private Optional<NettyMemory> counted() {
    long used = 0;
    long max = 0;
    for (WeakReference<Class<?>> counter : counters) {
      Class<?> type = counter.get();
      if (type != null) {
        used += Math.max(0, asked(type, "usedDirectMemory"));
        max += Math.max(0, asked(type, "maxDirectMemory"));
      }
    }
    return used > 0 && max > 0 ? Optional.of(new NettyMemory(used, max)) : Optional.empty();
  }

  /** Public static methods since Netty 4.1; negative where Netty does not count. */
  private static long asked(Class<?> type, String method) {
    try {
      return (long) type.getMethod(method).invoke(null);
    } catch (IllegalAccessException
        | InvocationTargetException
        | NoSuchMethodException
        | RuntimeException
        | LinkageError e) {
      return -1;
    }
  }
}
