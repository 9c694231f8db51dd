package io.memguard.demo.gallery;

import java.util.List;
import java.util.Optional;

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

  public static Optional<Case> named(String name) {
    return all().stream().filter(c -> c.about().name().equals(name)).findFirst();
  }
}
