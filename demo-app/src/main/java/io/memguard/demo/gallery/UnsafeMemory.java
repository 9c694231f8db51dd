package io.memguard.demo.gallery;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;

/** Native blocks as libraries take them past all limits of the JVM; every page of them is used. */
final class UnsafeMemory {

  private static final int PAGE_BYTES = 4 << 10;

  private final MethodHandle allocate;
  private final MethodHandle free;
  private final MethodHandle putLong;
  private final MethodHandle getLong;

  UnsafeMemory() {
    try {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field theUnsafe = type.getDeclaredField("theUnsafe");
      theUnsafe.setAccessible(true);
      Object unsafe = theUnsafe.get(null);
      allocate = method(unsafe, "allocateMemory", long.class, long.class);
      free = method(unsafe, "freeMemory", void.class, long.class);
      putLong = method(unsafe, "putLong", void.class, long.class, long.class);
      getLong = method(unsafe, "getLong", long.class, long.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("native memory cannot be taken on this JVM", e);
    }
  }

  private static MethodHandle method(Object unsafe, String name, Class<?> to, Class<?>... from)
      throws ReflectiveOperationException {
    return MethodHandles.lookup().bind(unsafe, name, MethodType.methodType(to, from));
  }

  /** The address of a block that begins with a number. */
  long allocate(long number, int bytes) {
    try {
      long address = (long) allocate.invokeExact((long) bytes);
      for (long page = 0; page < bytes; page += PAGE_BYTES) {
        putLong.invokeExact(address + page, number);
      }
      return address;
    } catch (Throwable e) {
      throw new IllegalStateException("native memory was not given", e);
    }
  }

  /** Gives a block back that must still hold its number in every page. */
  void free(long address, long number, int bytes) {
    try {
      for (long page = 0; page < bytes; page += PAGE_BYTES) {
        if ((long) getLong.invokeExact(address + page) != number) {
          throw new IllegalStateException("the block of %d was changed".formatted(number));
        }
      }
      free.invokeExact(address);
    } catch (IllegalStateException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("native memory was not taken back", e);
    }
  }
}
