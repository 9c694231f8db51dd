package io.memguard.instrument;

import io.memguard.snapshot.AllocationSite;
import io.memguard.snapshot.Reading;
import java.lang.instrument.Instrumentation;
import java.time.Instant;
import java.util.List;

/**
 * Tracking of the native memory that Java code allocates, switched on late and off again.
 *
 * <p>Nothing is instrumented, and no class of Byte Buddy is loaded, until {@link #arm}. Arming
 * retransforms {@code jdk.internal.misc.Unsafe}, which stops the application for some milliseconds.
 * Blocks from before are unknown, and freeing them goes unnoticed.
 */
public final class DirectMemoryTracking {

  private static final int MOST_SITES = 20;
  private static final String DISARMED =
      "allocation sites are tracked only when direct memory grows (track-direct=auto)";

  private final Instrumentation instrumentation;
  private final LentBuffers lent;

  private volatile Reading<Armed> state = Reading.unavailable(DISARMED);
  private volatile AllocationSampler sampler;
  private HookClass hooks;
  private AdviceTransformer transformer;
  private Class<?> unsafe;

  public DirectMemoryTracking(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
    lent = new LentBuffers(instrumentation);
  }

  /** Whether tracking is armed, and if not, why. */
  public Reading<Armed> state() {
    return state;
  }

  /** Begins tracking with empty tables. Without effect while armed; never throws. */
  public synchronized Reading<Armed> arm() {
    if (state.isKnown()) {
      return state;
    }
    long start = System.nanoTime();
    try {
      instrument();
      AllocationSampler fresh = new AllocationSampler();
      fresh.rehearse();
      hooks.connect(fresh, fresh);
      sampler = fresh;
      lent.arm();
      long tookMillis = (System.nanoTime() - start) / 1_000_000;
      state = Reading.known(new Armed(Instant.now(), tookMillis));
    } catch (Throwable e) {
      // Whatever a JVM has against it, errors of linkage included, is a reason and not a failure.
      state = Reading.unavailable(withdraw("direct memory cannot be tracked on this JVM: " + e));
    }
    return state;
  }

  /** Gives the JDK its own bytecode back and forgets everything. Never throws. */
  public synchronized void disarm() {
    if (state.isKnown()) {
      lent.disarm();
      state = Reading.unavailable(withdraw(DISARMED));
    }
  }

  /** Estimate of the bytes allocated since {@link #arm} and not freed; 0 while disarmed. */
  public long trackedBytes() {
    AllocationSampler current = sampler;
    return current == null ? 0 : current.retainedBytes();
  }

  /** The sites that retain most, largest first, at most 20; none while disarmed. */
  public List<AllocationSite> sites() {
    AllocationSampler current = sampler;
    return current == null ? List.of() : current.sites(MOST_SITES);
  }

  /**
   * Who holds what pools have lent since {@link #arm}, largest first, at most 20. These pieces lie
   * inside blocks that {@link #sites} counts.
   */
  public Reading<List<AllocationSite>> lentSites() {
    return lent.sites(MOST_SITES);
  }

  private void instrument() throws Exception {
    unsafe = Class.forName("jdk.internal.misc.Unsafe", false, null);
    hooks = HookClass.in(unsafe, instrumentation);
    transformer = new AdviceTransformer(unsafe);
    instrumentation.addTransformer(transformer, true);
    instrumentation.retransformClasses(unsafe);
    Throwable failure = transformer.failure();
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
    HookProbe probe = new HookProbe();
    hooks.connect(probe, probe);
    if (!probe.trips(unsafe)) {
      throw new IllegalStateException("the hooks in " + unsafe.getName() + " report nothing");
    }
  }

  /** Undoes as much as was done, and answers the reason, extended by what went wrong here. */
  private String withdraw(String reason) {
    String outcome = reason;
    sampler = null;
    try {
      if (hooks != null) {
        hooks.connect(null, null);
      }
      if (transformer != null && instrumentation.removeTransformer(transformer)) {
        instrumentation.retransformClasses(unsafe);
      }
    } catch (Throwable e) {
      // Bytecode of ours that stays behind does nothing but look at an empty field.
      outcome += "; the instrumentation could not be removed: " + e;
    }
    hooks = null;
    transformer = null;
    return outcome;
  }
}
