package io.memguard.instrument;

import io.memguard.snapshot.BufferPools;
import io.memguard.snapshot.Reading;
import io.memguard.source.Source;
import io.memguard.thread.OwnThread;
import java.lang.instrument.Instrumentation;
import java.util.Locale;
import java.util.Optional;

/**
 * The buffer pools as they are read, and the first OutOfMemoryError about direct memory. {@code
 * -XX:+HeapDumpOnOutOfMemoryError} does not see that one: Java code throws it, not the JVM.
 *
 * <p>The constructor of the error is hooked when direct memory comes near its limit, once and for
 * good: it takes some milliseconds, and costs nothing until the error is made.
 */
public final class DirectRefusals implements Source<BufferPools> {
  /** Of the limit. Whoever takes more than the rest at once is refused unheard the first time. */
  private static final double NEAR = 0.5;

  private final Source<BufferPools> pools;
  private final Instrumentation instrumentation;
  private volatile boolean tried;
  private volatile String first;

  public DirectRefusals(Source<BufferPools> pools, Instrumentation instrumentation) {
    this.pools = pools;
    this.instrumentation = instrumentation;
  }

  @Override
  public String name() {
    return pools.name();
  }

  @Override
  public synchronized Reading<BufferPools> read() {
    Reading<BufferPools> reading = pools.read();
    reading.value().filter(DirectRefusals::isNearLimit).ifPresent(near -> listen());
    return reading;
  }

  /**
   * Reads at once, on a thread of its own. The JDK asks for a collection before it refuses, and
   * then waits for half a second ({@code Bits.reserveMemory}): memory that is gone between two
   * samples is noticed so. Does nothing once the error is hooked.
   */
  public void readNow() {
    if (!tried) {
      // Where no thread is to be had the next sample must do.
      var unused = new OwnThread("refusals", this::read).tryStart();
    }
  }

  private static boolean isNearLimit(BufferPools pools) {
    return isNear(pools.directBytes(), pools.directMax())
        || pools.netty().map(netty -> isNear(netty.used(), netty.max())).orElse(false);
  }

  private static boolean isNear(long used, long max) {
    return max > 0 && used >= NEAR * max;
  }

  /** Never throws: where the JVM has something against it, nothing is heard. */
  private void listen() {
    if (tried) {
      return;
    }
    tried = true;
    try {
      Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe", false, null);
      HookClass.in(unsafe, instrumentation).connectRefusals(this::refused);
      instrumentation.addTransformer(new RefusalTransformer(), true);
      instrumentation.retransformClasses(OutOfMemoryError.class);
    } catch (Throwable e) {
      // Errors of linkage included: a dump less, and no reason to disturb anybody.
    }
  }

  /**
   * Called by the thread that is refused. Known messages: {@code Cannot reserve 4096 bytes of
   * direct buffer memory (allocated: 8192, limit: 8192)}, {@code Direct buffer memory}, and Netty's
   * {@code failed to allocate 16777216 byte(s) of direct memory (used: ..., max: ...)}.
   */
  private void refused(String message) {
    if (first == null && message != null && isAboutDirectMemory(message)) {
      first = message;
    }
  }

  private static boolean isAboutDirectMemory(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    return lower.contains("direct memory") || lower.contains("direct buffer memory");
  }

  /** The message of the first that was heard. */
  public Optional<String> first() {
    return Optional.ofNullable(first);
  }
}
