package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The statement balances: what it could not explain is small, and it is said. */
@Execution(ExecutionMode.CONCURRENT)
class AccountingIT {

  private static final double RESIDUAL_WITH_TRACKING = 0.03;
  private static final double RESIDUAL_WITHOUT_TRACKING = 0.10;
  private static final double CONTAINER_RESIDUAL = 0.01;
  private static final Duration SETTLED = Duration.ofSeconds(30);
  private static final int RUN_SECONDS = 600;

  @RegisterExtension final Workbench bench = new Workbench();

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void booksAreClosedWithTracking(Jdk jdk) throws InterruptedException {
    assertBalance(jdk, "summary", RESIDUAL_WITH_TRACKING);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void booksAreNearlyClosedWithoutTracking(Jdk jdk) throws InterruptedException {
    assertBalance(jdk, "off", RESIDUAL_WITHOUT_TRACKING);
  }

  private void assertBalance(Jdk jdk, String tracking, double share) throws InterruptedException {
    AgentJvm jvm =
        bench
            .jvm(jdk)
            .limit(512)
            .agent("interval=1s")
            .flags("-Xmx192m", "-XX:NativeMemoryTracking=" + tracking)
            .jar(Lab.DEMO, "healthy", "seconds=" + RUN_SECONDS)
            .start();
    jvm.awaitLine("^started");
    Thread.sleep(SETTLED.toMillis());
    try (Beans beans = jvm.beans()) {
      jvm.await("the memory bean", () -> Optional.of(beans).filter(b -> b.has("Memory")));
      Map<String, Object> memory = beans.values("Memory");

      assertThat(Math.abs(share(memory, "ResidualBytes", "RssBytes")))
          .as("residual of RSS in %s%n%s", memory, beans.value("Health", "Statement"))
          .isLessThanOrEqualTo(share);
      assertThat(Math.abs(share(memory, "ContainerResidualBytes", "ContainerUsageBytes")))
          .as("residual of the container in %s", memory)
          .isLessThanOrEqualTo(CONTAINER_RESIDUAL);
      assertThat(memory).containsEntry("ContainerLimitBytes", 512L << 20);
    }
  }

  private static double share(Map<String, Object> values, String part, String whole) {
    assertThat(values).containsKeys(part, whole);
    return ((Number) values.get(part)).doubleValue() / ((Number) values.get(whole)).doubleValue();
  }
}
