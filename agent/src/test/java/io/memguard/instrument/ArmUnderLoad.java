package io.memguard.instrument;

import static io.memguard.instrument.DirectBuffers.KB;
import static io.memguard.instrument.DirectBuffers.MB;

import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Arms, disarms and arms again while threads allocate and free as fast as they can. */
final class ArmUnderLoad implements Scenario {

  private volatile boolean stop;
  private final AtomicLong failures = new AtomicLong();

  @Override
  public void run(Instrumentation instrumentation) throws Exception {
    List<Thread> load = List.of(new Thread(this::churn), new Thread(this::churn));
    load.forEach(Thread::start);
    Thread.sleep(500);

    DirectMemoryTracking tracking = new DirectMemoryTracking(instrumentation);
    AllocationSites sites = new AllocationSites(tracking);
    System.out.println("before: " + sites.read().reason());
    for (int round = 1; round <= 2; round++) {
      System.out.println("armed=" + tracking.arm().isKnown());
      System.out.println("armed already=" + tracking.arm().equals(tracking.state()));
      ByteBuffer kept = ByteBuffer.allocateDirect(64 * MB);
      Thread.sleep(500);
      System.out.println("kept=" + sites.read().value().orElseThrow().get(0).bytes() / MB);
      tracking.disarm();
      System.out.println("disarmed: " + sites.read().reason());
      System.out.println("sites=" + tracking.sites() + " bytes=" + tracking.trackedBytes());
      System.out.println("calls after=" + hookCallsAfter());
      DirectBuffers.release(kept);
    }
    tracking.arm();
    Thread.sleep(500);
    stop = true;
    for (Thread thread : load) {
      thread.join();
    }
    System.out.println("retained by churn=" + tracking.trackedBytes());
    System.out.println("failures=" + failures);
  }

  private void churn() {
    try {
      List<ByteBuffer> window = new ArrayList<>();
      for (int i = 0; !stop; i++) {
        window.add(ByteBuffer.allocateDirect((1 + i % 64) * KB));
        if (window.size() == 32) {
          window.forEach(DirectBuffers::release);
          window.clear();
        }
      }
      window.forEach(DirectBuffers::release);
    } catch (Throwable e) {
      failures.incrementAndGet();
      e.printStackTrace();
    }
  }

  /** Listens at the hook itself: the original bytecode does not call it. */
  private static long hookCallsAfter() throws Exception {
    AtomicLong calls = new AtomicLong();
    LongConsumer listener = address -> calls.incrementAndGet();
    var frees = Class.forName(HookClass.NAME, true, null).getField("frees");
    frees.set(null, listener);
    Thread.sleep(100);
    frees.set(null, null);
    return calls.get();
  }
}
