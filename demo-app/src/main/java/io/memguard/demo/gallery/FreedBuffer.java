package io.memguard.demo.gallery;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;

/** A direct buffer that is freed as soon as it was used, the way network libraries do it. */
final class FreedBuffer {

  private final Object unsafe;
  private final Method invokeCleaner;

  FreedBuffer() {
    try {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field theUnsafe = type.getDeclaredField("theUnsafe");
      theUnsafe.setAccessible(true);
      unsafe = theUnsafe.get(null);
      invokeCleaner = type.getMethod("invokeCleaner", ByteBuffer.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("direct buffers cannot be freed on this JVM", e);
    }
  }

  void use(long number, int bytes) {
    ByteBuffer buffer = Payload.direct(number, bytes);
    Payload.check(buffer, number);
    try {
      invokeCleaner.invoke(unsafe, buffer);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a direct buffer was not freed", e);
    }
  }
}
