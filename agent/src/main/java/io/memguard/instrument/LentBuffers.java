package io.memguard.instrument;

import io.memguard.snapshot.AllocationSite;
import io.memguard.snapshot.Reading;
import io.memguard.source.LoadedClasses;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.List;

/**
 * Tracking of the buffers that Netty's pools lend out of their chunks, every copy of Netty
 * included.
 *
 * <p>A chunk is allocated by whoever needs a buffer next, which is not who forgets to return them.
 * So where there is a pool, the pieces it lent are sampled as blocks are elsewhere. A buffer object
 * that became garbage unreleased stays counted: its piece never comes back.
 */
final class LentBuffers implements ClassFileTransformer {

  private static final String DISARMED = "lent buffers are tracked only when direct memory grows";
  private static final String NONE = "no pool of Netty was seen";

  private final Instrumentation instrumentation;
  private final Object connecting = new Object();

  /** Why there is no sampler, while there is none. */
  private volatile String reason = DISARMED;

  private volatile AllocationSampler sampler;
  private volatile HookClass hooks;

  LentBuffers(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /** Begins with pools that are loaded, and goes on with those that will be. Never throws. */
  void arm() {
    reason = NONE;
    try {
      hooks = HookClass.forBuffers(instrumentation);
      instrumentation.addTransformer(this, true);
      retransform();
    } catch (Throwable e) {
      // Blocks are tracked all the same; only the names are poorer.
      sampler = null;
      reason = "buffers of Netty's pools cannot be tracked on this JVM: " + e;
    }
  }

  /** Gives Netty its own bytecode back and forgets everything. Never throws. */
  void disarm() {
    reason = DISARMED;
    HookClass connected = hooks;
    try {
      if (instrumentation.removeTransformer(this)) {
        retransform();
      }
      synchronized (connecting) {
        hooks = null;
        sampler = null;
        if (connected != null) {
          connected.connect(null, null);
        }
      }
    } catch (Throwable e) {
      // Bytecode of ours that stays behind looks at an empty field, at worst at an old table.
      reason = DISARMED + "; the instrumentation could not be removed: " + e;
    }
  }

  /** The sites that hold most, largest first; unavailable where no pool was seen. */
  Reading<List<AllocationSite>> sites(int limit) {
    AllocationSampler current = sampler;
    return current == null ? Reading.unavailable(reason) : Reading.known(current.sites(limit));
  }

  @Override
  public byte[] transform(
      ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] classFile) {
    try {
      PooledBuffer buffer = PooledBuffer.of(name).orElse(null);
      HookClass current = hooks;
      if (buffer == null || current == null) {
        return null;
      }
      if (!current.isSeenBy(loader)) {
        throw new IllegalStateException(loader + " does not ask the JDK for classes of java.nio");
      }
      byte[] woven = PooledBufferWeaver.weave(buffer, classFile);
      connect();
      return woven;
    } catch (Throwable e) {
      // This runs where the application loads its classes: it gets them unchanged.
      reason = "buffers of " + name + " cannot be tracked: " + e;
      return null;
    }
  }

  /** Late, because the tables are of no use where there is no pool. */
  private void connect() throws ReflectiveOperationException {
    synchronized (connecting) {
      if (sampler == null && hooks != null) {
        AllocationSampler fresh = new AllocationSampler();
        fresh.rehearse();
        hooks.connect(fresh, fresh);
        sampler = fresh;
      }
    }
  }

  private void retransform() throws Exception {
    Class<?>[] loaded =
        Arrays.stream(LoadedClasses.of(instrumentation))
            .filter(type -> PooledBuffer.of(type).isPresent())
            .filter(instrumentation::isModifiableClass)
            .toArray(Class<?>[]::new);
    if (loaded.length > 0) {
      instrumentation.retransformClasses(loaded);
    }
  }
}
