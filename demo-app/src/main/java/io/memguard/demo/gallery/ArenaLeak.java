package io.memguard.demo.gallery;

import java.lang.reflect.Method;

/**
 * Frames of a video are kept in shared arenas that are never closed. MemGuard must say that direct
 * memory leaks and name {@code FrameStore.keep}, although no pool of the JVM counts arenas.
 */
final class ArenaLeak implements Case {

  private static final int FRAME_BYTES = 256 << 10;

  private Ramp ramp;
  private FrameStore store;

  @Override
  public About about() {
    return About.sick(
            "arena-leak",
            "shared memory arenas that are never closed",
            "direct-leak",
            "\\bFrameStore\\.keep\\b")
        .sinceJdk(22);
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.nativeRoom(), 0.9);
    store = new FrameStore();
  }

  @Override
  public void onRequest(long n) throws ReflectiveOperationException {
    for (int i = 0; i < ramp.due(n, FRAME_BYTES); i++) {
      store.keep();
    }
  }

  /** By reflection, for the sources are of an older JDK. */
  static final class FrameStore {

    private final Method ofShared;
    private final Method allocate;
    private final Method fill;

    FrameStore() {
      try {
        Class<?> arena = Class.forName("java.lang.foreign.Arena");
        ofShared = arena.getMethod("ofShared");
        allocate = arena.getMethod("allocate", long.class);
        fill = Class.forName("java.lang.foreign.MemorySegment").getMethod("fill", byte.class);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("this case needs JDK 22", e);
      }
    }

    void keep() throws ReflectiveOperationException {
      Object segment = allocate.invoke(ofShared.invoke(null), (long) FRAME_BYTES);
      fill.invoke(segment, (byte) 1);
    }
  }
}
