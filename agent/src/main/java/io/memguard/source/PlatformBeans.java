package io.memguard.source;

import io.memguard.snapshot.BufferPools;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.NonHeapMemory;
import io.memguard.snapshot.Reading;
import java.util.function.Supplier;

/**
 * The sources that read {@code java.lang.management}. They never touch the platform MBean server,
 * which must not start before the application's logging.
 */
public final class PlatformBeans {

  static final String MISSING_MODULE = "add module jdk.management to the runtime image";

  private PlatformBeans() {}

  /** The Java heap, with the figures of {@code livePoints}, which this source drains. */
  public static Source<HeapMemory> heap(LivePoints livePoints) {
    return open("heap", () -> HeapBeans.open(livePoints));
  }

  /** Metaspace, code, classes and threads. */
  public static Source<NonHeapMemory> nonHeap() {
    return open("non-heap", () -> NonHeapBeans.open());
  }

  /**
   * Direct and mapped buffers.
   *
   * @param directMax what direct buffers may reach together
   */
  public static Source<BufferPools> buffers(long directMax) {
    return open("buffer-pools", () -> BufferPoolBeans.open(directMax));
  }

  /** {@code opening} must be a lambda: a method reference would link its class too early. */
  private static <T> Source<T> open(String name, Supplier<Source<T>> opening) {
    try {
      return new Guarded<>(opening.get());
    } catch (LinkageError e) {
      return new Absent<>(name, MISSING_MODULE);
    } catch (RuntimeException e) {
      return new Absent<>(name, "the platform beans cannot be opened: " + e);
    }
  }

  /** A source that this JVM does not have. */
  private record Absent<T>(String name, String reason) implements Source<T> {
    @Override
    public Reading<T> read() {
      return Reading.unavailable(reason);
    }
  }

  /** Keeps what a bean throws from the reader. */
  private record Guarded<T>(Source<T> source) implements Source<T> {
    @Override
    public String name() {
      return source.name();
    }

    @Override
    public Reading<T> read() {
      try {
        return source.read();
      } catch (RuntimeException e) {
        return Reading.unavailable("the platform beans do not answer: " + e);
      }
    }
  }
}
