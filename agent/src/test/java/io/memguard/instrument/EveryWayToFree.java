package io.memguard.instrument;

import static io.memguard.instrument.DirectBuffers.MB;

import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;

/** Allocates and frees blocks so large that each is recorded, not sampled. */
final class EveryWayToFree implements Scenario {

  private static final int BLOCK = 16 * MB;

  private final DirectMemoryTracking[] tracking = new DirectMemoryTracking[1];

  @Override
  public void run(Instrumentation instrumentation) throws Exception {
    ByteBuffer before = ByteBuffer.allocateDirect(BLOCK);
    tracking[0] = new DirectMemoryTracking(instrumentation);
    tracking[0].arm();
    DirectBuffers.release(before);
    print("old block freed");

    ByteBuffer explicit = ByteBuffer.allocateDirect(BLOCK);
    print("allocated");
    DirectBuffers.release(explicit);
    print("freed by its cleaner");

    dropBuffer();
    collect();
    print("freed by collection");

    applicationUnsafe();
    foreignMemory();
  }

  private void dropBuffer() {
    ByteBuffer dropped = ByteBuffer.allocateDirect(BLOCK);
    print("allocated " + dropped.capacity() / MB + " MB to drop");
  }

  private void collect() throws InterruptedException {
    for (int i = 0; i < 100 && tracking[0].trackedBytes() > 0; i++) {
      System.gc();
      Thread.sleep(50);
    }
  }

  private void applicationUnsafe() {
    long small = DirectBuffers.allocate(BLOCK);
    long large = DirectBuffers.reallocate(small, 2L * BLOCK);
    print("resized");
    DirectBuffers.free(large);
    print("freed by Unsafe");
  }

  /** By reflection, because this is compiled for Java 17. */
  private void foreignMemory() throws ReflectiveOperationException {
    Class<?> arenaType;
    try {
      arenaType = Class.forName("java.lang.foreign.Arena");
      arenaType.getMethod("ofShared");
    } catch (ClassNotFoundException | NoSuchMethodException e) {
      return;
    }
    Object arena = arenaType.getMethod("ofShared").invoke(null);
    arenaType.getMethod("allocate", long.class).invoke(arena, (long) BLOCK);
    print("foreign memory");
    arenaType.getMethod("close").invoke(arena);
    print("foreign memory closed");
  }

  private void print(String name) {
    System.out.println(name + "=" + tracking[0].trackedBytes() / MB);
  }
}
