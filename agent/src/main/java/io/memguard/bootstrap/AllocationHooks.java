package io.memguard.bootstrap;

import java.util.function.Consumer;
import java.util.function.LongBinaryOperator;
import java.util.function.LongConsumer;

/**
 * Where the JDK's native allocator reports to while tracking is armed.
 *
 * <p>It is never loaded under this name: a copy renamed to {@code jdk.internal.misc.MemGuardHooks}
 * is defined beside {@code Unsafe}, and the advice inlined there calls that copy. So it must use
 * types of {@code java.base} only, and it must not log, lock or let anything escape: its callers
 * are in the middle of an allocation, or the reference handler freeing a buffer.
 */
public final class AllocationHooks {

  /** Told address and size of every new block; the result is ignored. Null while disarmed. */
  public static volatile LongBinaryOperator allocations;

  /** Told the address of every block about to be freed. Null while disarmed. */
  public static volatile LongConsumer frees;

  /** Told the message of every OutOfMemoryError that Java code makes. Null while disarmed. */
  public static volatile Consumer<String> refusals;

  private AllocationHooks() {}

  public static void allocated(long address, long bytes) {
    LongBinaryOperator listener = allocations;
    if (listener == null) {
      return;
    }
    try {
      var unused = listener.applyAsLong(address, bytes);
    } catch (Throwable ignored) {
      // A lost sample, most likely near the end of a stack or heap. The allocation itself is fine.
    }
  }

  public static void freeing(long address) {
    LongConsumer listener = frees;
    if (listener == null) {
      return;
    }
    try {
      listener.accept(address);
    } catch (Throwable ignored) {
      // As above: the block must be freed whatever happens to our books.
    }
  }

  public static void refused(String message) {
    Consumer<String> listener = refusals;
    if (listener == null) {
      return;
    }
    try {
      listener.accept(message);
    } catch (Throwable ignored) {
      // The error is the application's to handle.
    }
  }
}
