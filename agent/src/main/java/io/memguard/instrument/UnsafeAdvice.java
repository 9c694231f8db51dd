package io.memguard.instrument;

import io.memguard.bootstrap.AllocationHooks;
import net.bytebuddy.asm.Advice;

/**
 * What is inlined into {@code jdk.internal.misc.Unsafe}, through which all native memory passes
 * that Java code allocates: direct buffers, foreign memory arenas, Netty, {@code sun.misc.Unsafe}.
 *
 * <p>A block is struck off before it is freed, never after: once free, its address can belong to
 * another thread's new block at any moment. Arguments are not backed up; what is read on exit is
 * the size the JDK rounded up to.
 */
final class UnsafeAdvice {

  private UnsafeAdvice() {}

  /** {@code long allocateMemory(long bytes)}. */
  static final class Allocate {
    private Allocate() {}

    @Advice.OnMethodExit(backupArguments = false)
    static void exit(@Advice.Return long address, @Advice.Argument(0) long bytes) {
      AllocationHooks.allocated(address, bytes);
    }
  }

  /** {@code void freeMemory(long address)}. */
  static final class Free {
    private Free() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(0) long address) {
      AllocationHooks.freeing(address);
    }
  }

  /** {@code long reallocateMemory(long address, long bytes)}. */
  static final class Reallocate {
    private Reallocate() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(0) long address) {
      AllocationHooks.freeing(address);
    }

    @Advice.OnMethodExit(backupArguments = false)
    static void exit(@Advice.Return long address, @Advice.Argument(1) long bytes) {
      AllocationHooks.allocated(address, bytes);
    }
  }
}
