package io.memguard.instrument;

import io.memguard.bootstrap.AllocationHooks;
import net.bytebuddy.asm.Advice;

/**
 * What is inlined into {@code OutOfMemoryError(String)}. The JVM makes its own errors without the
 * constructor; those that come through it are made by Java code, which is how direct memory is
 * refused ({@code java.nio.Bits.reserveMemory}, Netty's {@code PlatformDependent}).
 */
final class RefusalAdvice {
  private RefusalAdvice() {}

  @Advice.OnMethodExit(backupArguments = false)
  static void exit(@Advice.Argument(0) String message) {
    AllocationHooks.refused(message);
  }
}
