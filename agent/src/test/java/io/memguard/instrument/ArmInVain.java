package io.memguard.instrument;

import java.lang.instrument.Instrumentation;

/** Arms under an agent that may not retransform. */
final class ArmInVain implements Scenario {

  @Override
  public void run(Instrumentation instrumentation) {
    DirectMemoryTracking tracking = new DirectMemoryTracking(instrumentation);
    tracking.arm();
    System.out.println(new AllocationSites(tracking).read().reason());
    tracking.disarm();
    System.out.println(tracking.sites());
  }
}
