package io.memguard.instrument;

import static io.memguard.instrument.DirectBuffers.KB;
import static io.memguard.instrument.DirectBuffers.MB;

import io.memguard.snapshot.AllocationSite;
import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Leaks 200 MB in buffers of 64 KB at one place and frees as much at another. */
final class LeakBesideChurn implements Scenario {

  private final List<ByteBuffer> leaked = new ArrayList<>();

  @Override
  public void run(Instrumentation instrumentation) throws Exception {
    DirectMemoryTracking tracking = new DirectMemoryTracking(instrumentation);
    System.out.println("armed=" + tracking.arm().isKnown());
    for (int i = 0; i < 200 * MB / (64 * KB); i++) {
      leak();
      churn();
      if (i % 50 == 0) {
        // The pace of a leak that one has time to look at.
        Thread.sleep(40);
      }
    }
    System.out.println("total=" + tracking.trackedBytes());
    for (AllocationSite site : new AllocationSites(tracking).read().value().orElseThrow()) {
      String place = ApplicationFrames.top(site.frames()).orElse("nowhere");
      String method = place.substring(0, place.indexOf('('));
      System.out.println(method + "=" + site.bytes());
      System.out.println(method + ".count=" + site.count());
      System.out.println("innermost " + site.frames().get(0).replaceFirst(":\\d+", ""));
    }
  }

  private void leak() {
    leaked.add(ByteBuffer.allocateDirect(64 * KB));
  }

  private void churn() {
    DirectBuffers.release(ByteBuffer.allocateDirect(64 * KB));
  }
}
