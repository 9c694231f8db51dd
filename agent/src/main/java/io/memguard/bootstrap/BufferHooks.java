package io.memguard.bootstrap;

import java.util.function.LongBinaryOperator;
import java.util.function.LongConsumer;

/**
 * Where pooled buffers of a library report to while tracking is armed.
 *
 * <p>It is never loaded under this name: a copy is defined as {@code java.nio.MemGuardBuffers},
 * because the classes that call it belong to the application, and {@code java.*} is what every
 * class loader leaves to the JDK. It must use types of {@code java.base} only, and it must not log,
 * lock or let anything escape: its callers are handing out a buffer or taking one back.
 */
public final class BufferHooks {

  /** Told key and size of every piece lent; the result is ignored. Null while disarmed. */
  private static volatile LongBinaryOperator allocations;

  /** Told the key of every piece about to be given back. Null while disarmed. */
  private static volatile LongConsumer frees;

  private BufferHooks() {}

  /**
   * A piece of a pool's chunk was lent.
   *
   * @param chunk whatever stands for the chunk's memory, the same object as long as it is in use
   * @param direct whether the memory is off the heap
   */
  public static void lent(Object chunk, int offset, int bytes, boolean direct) {
    LongBinaryOperator listener = allocations;
    if (listener == null || !direct) {
      return;
    }
    try {
      var unused = listener.applyAsLong(key(chunk, offset), bytes);
    } catch (Throwable ignored) {
      // A lost sample, most likely near the end of a stack or heap. The buffer itself is fine.
    }
  }

  /** The piece is about to be given back; {@code null} where the buffer had none. */
  public static void returning(Object chunk, int offset) {
    LongConsumer listener = frees;
    if (listener == null || chunk == null) {
      return;
    }
    try {
      listener.accept(key(chunk, offset));
    } catch (Throwable ignored) {
      // As above: the buffer must go back whatever happens to our books.
    }
  }

  /**
   * Names the piece without keeping anything alive: a buffer that was forgotten is garbage, its
   * piece stays lent. Two of a process' few thousand chunks hardly ever share an identity hash.
   */
  private static long key(Object chunk, int offset) {
    return ((long) System.identityHashCode(chunk) << Integer.SIZE) | (offset & 0xFFFF_FFFFL);
  }
}
