package io.memguard.it;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A leak that ran into its container's limit, and what was on disk before.
 *
 * @param byKernel whether nobody else ended it
 * @param faults of its incident; what was there instead where there is none
 * @param share of the limit that was taken when the incident was whole; empty where nobody looked
 * @param secondsBefore from then to the kill
 */
record Killed(
    Leak leak,
    boolean byKernel,
    List<String> faults,
    OptionalDouble share,
    OptionalDouble secondsBefore) {

  private static final int SIGKILL = 128 + 9;
  private static final long LOOK_MILLIS = 250;

  static Killed play(Workbench bench, Jdk jdk, Leak leak, int limitMegabytes, int seconds)
      throws InterruptedException {
    AgentJvm jvm =
        bench
            .jvm(jdk)
            .limit(limitMegabytes)
            .agent("interval=1s")
            .flags(leak.flags())
            .jar(Lab.DEMO, leak.arguments(seconds).toArray(String[]::new))
            .start();
    ContainerGauge gauge = ContainerGauge.of(jvm.pid());
    long end = System.nanoTime() + Duration.ofSeconds(2L * seconds + 60).toNanos();
    long whole = 0;
    OptionalDouble share = OptionalDouble.empty();
    while (jvm.isAlive() && System.nanoTime() < end) {
      Thread.sleep(LOOK_MILLIS);
      gauge = gauge.share().isPresent() ? gauge : ContainerGauge.of(jvm.pid());
      if (whole == 0 && faults(leak, Bundle.under(jvm.dir())).isEmpty()) {
        whole = System.nanoTime();
        share = gauge.share();
      }
    }
    boolean byKernel = !jvm.isAlive() && jvm.exitCode() == SIGKILL;
    OptionalDouble before =
        whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((System.nanoTime() - whole) / 1e9);
    jvm.close();
    return new Killed(leak, byKernel, faults(leak, Bundle.under(jvm.dir())), share, before);
  }

  /** What there is to say against the incident of a leak, among all that its process left. */
  static List<String> faults(Leak leak, List<Bundle> bundles) {
    List<Bundle> ofKind = bundles.stream().filter(b -> b.kind().equals(leak.kind())).toList();
    return ofKind.isEmpty()
        ? List.of("only " + bundles.stream().map(Bundle::kind).toList())
        : ofKind.stream().flatMap(bundle -> bundle.faults().stream()).toList();
  }

  boolean isRight() {
    return byKernel && faults.isEmpty();
  }
}
