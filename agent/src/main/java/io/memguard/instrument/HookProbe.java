package io.memguard.instrument;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.function.LongConsumer;

/**
 * The tripwire: notes what the hooks report of this thread while it allocates, resizes and frees
 * one small block. It calls the allocator itself and not {@code ByteBuffer.allocateDirect}, which
 * would collect garbage and wait if direct memory is exhausted.
 */
final class HookProbe implements LongBinaryOperator, LongConsumer {

  private static final long SIZE = 16;
  private static final long LARGER = 32;

  private final Thread owner = Thread.currentThread();
  private final List<Long> seen = new ArrayList<>();

  /** Whether allocator and hooks agree on what happened. */
  boolean trips(Class<?> unsafe) throws ReflectiveOperationException {
    Object allocator = unsafe.getMethod("getUnsafe").invoke(null);
    Method allocate = unsafe.getMethod("allocateMemory", long.class);
    Method reallocate = unsafe.getMethod("reallocateMemory", long.class, long.class);
    Method free = unsafe.getMethod("freeMemory", long.class);
    seen.clear();
    Object first = allocate.invoke(allocator, SIZE);
    Object second = reallocate.invoke(allocator, first, LARGER);
    free.invoke(allocator, second);
    return seen.equals(List.of(first, SIZE, first, second, LARGER, second));
  }

  @Override
  public long applyAsLong(long address, long bytes) {
    if (Thread.currentThread() == owner) {
      seen.add(address);
      seen.add(bytes);
    }
    return 0;
  }

  @Override
  public void accept(long address) {
    if (Thread.currentThread() == owner) {
      seen.add(address);
    }
  }
}
