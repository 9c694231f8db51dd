package io.memguard.demo.gallery;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The gallery: every disease has its healthy twin. */
public final class Cases {

  private Cases() {}

  /** All cases, new and not started. */
  public static List<Case> all() {
    return Stream.of(sick(), healthy()).flatMap(List::stream).toList();
  }

  /** The cases in which MemGuard must speak. */
  private static List<Case> sick() {
    return List.of(
        new HeapLeak(),
        new SessionLeak(),
        new ListenerLeak(),
        new ThreadLocalLeak(),
        new UnboundedCache(),
        new ExecutorQueue(),
        new SqlInMemory(),
        new HeapPressure(),
        new GcOverhead(),
        new DirectLeak(),
        new DirectUncollected(),
        new NettyLeak(),
        new UnsafeLeak(),
        new ArenaLeak(),
        new ChannelBuffers(),
        new ScriptLeak(),
        new GeneratedClasses(),
        new ProxyLeak(),
        new CodeCacheFull(),
        new MappedIndex(),
        new LuceneReaders(),
        new ExecutorLeak(),
        new HttpClientLeak(),
        new TimerLeak(),
        new DeflaterLeak(),
        new ZstdLeak(),
        new SqliteLeak(),
        new MallocRetention(),
        new PageCache(),
        new ShmemGrowth(),
        new Neighbour(),
        new LimitMismatch());
  }

  /** The cases in which it must not. */
  private static List<Case> healthy() {
    return List.of(
        new Healthy(),
        new BoundedCache(),
        new LazyCollector(),
        new PooledBuffers(),
        new TrafficStep(),
        new WarmUp(),
        new CaffeineBounded(),
        new SessionsExpire(),
        new QueueBacklog(),
        new BatchJob(),
        new SoftCache(),
        new HeavyChurn(),
        new SqlRetention(),
        new DailyWave(),
        new PreTouched(),
        new NettyPooled(),
        new UnsafeRing(),
        new ArenaPlateau(),
        new ZstdClosed(),
        new DeflaterPool(),
        new ConnectionPool(),
        new CachedThreads(),
        new FixedPool(),
        new ShortTimers(),
        new VirtualThreads(),
        new ScriptsUnloaded(),
        new PluginWarmUp(),
        new JitWarmUp(),
        new MappedLru(),
        new LuceneRefresh(),
        new LargeIndex(),
        new StreamingLog(),
        new TmpfsRing(),
        new HelperProcess());
  }

  /** Also finds cases that need a place of their own and are not listed. */
  public static Optional<Case> named(String name) {
    return Stream.concat(all().stream(), Stream.of(new SwapThrash()))
        .filter(c -> c.about().name().equals(name))
        .findFirst();
  }
}
