package io.memguard.instrument;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;

/**
 * Releasing direct buffers, and native memory without them, through {@code sun.misc.Unsafe}: by
 * reflection, because the compiler's warning about that class cannot be suppressed.
 */
final class DirectBuffers {

  static final int KB = 1024;
  static final int MB = 1024 * KB;

  private DirectBuffers() {}

  /** Frees at once what the collector would free later. */
  static void release(ByteBuffer buffer) {
    call("invokeCleaner", new Class<?>[] {ByteBuffer.class}, buffer);
  }

  static long allocate(long bytes) {
    return (long) call("allocateMemory", new Class<?>[] {long.class}, bytes);
  }

  static long reallocate(long address, long bytes) {
    return (long) call("reallocateMemory", new Class<?>[] {long.class, long.class}, address, bytes);
  }

  static void free(long address) {
    call("freeMemory", new Class<?>[] {long.class}, address);
  }

  private static Object call(String method, Class<?>[] types, Object... arguments) {
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      Field instance = unsafe.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      return unsafe.getMethod(method, types).invoke(instance.get(null), arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
