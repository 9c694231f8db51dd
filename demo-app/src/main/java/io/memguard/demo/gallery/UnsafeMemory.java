package io.memguard.demo.gallery;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * Native memory by {@code sun.misc.Unsafe}, the way off-heap stores take it. By reflection, since
 * the compiler warns of the class and cannot be told not to.
 */
final class UnsafeMemory {

  private final Object unsafe;
  private final Method allocate;
  private final Method fill;
  private final Method free;

  UnsafeMemory() {
    try {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field theUnsafe = type.getDeclaredField("theUnsafe");
      theUnsafe.setAccessible(true);
      unsafe = theUnsafe.get(null);
      allocate = type.getMethod("allocateMemory", long.class);
      fill = type.getMethod("setMemory", long.class, long.class, byte.class);
      free = type.getMethod("freeMemory", long.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("native memory cannot be taken on this JVM", e);
    }
  }

  /** The address of a block that is resident. */
  long allocate(long bytes) {
    try {
      long address = (long) allocate.invoke(unsafe, bytes);
      fill.invoke(unsafe, address, bytes, (byte) 1);
      return address;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no native memory", e);
    }
  }

  void free(long address) {
    try {
      free.invoke(unsafe, address);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("native memory was not freed", e);
    }
  }
}
