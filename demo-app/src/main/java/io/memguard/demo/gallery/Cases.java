package io.memguard.demo.gallery;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The gallery: every disease stands beside its healthy twin. */
public final class Cases {

  private Cases() {}

  /** All cases, new and not started. */
  public static List<Case> all() {
    return List.of(
        new Healthy(),
        new HeapLeak(),
        new BoundedCache(),
        new LazyCollector(),
        new DirectLeak(),
        new PooledBuffers(),
        new DirectUncollected(),
        new TrafficStep(),
        new WarmUp());
  }

  /** Also finds cases that need a place of their own and are not listed. */
  public static Optional<Case> named(String name) {
    return Stream.concat(all().stream(), Stream.of(new SwapThrash()))
        .filter(c -> c.about().name().equals(name))
        .findFirst();
  }
}
