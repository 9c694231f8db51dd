package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
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

  /** The sources cannot be read in one instant: a compilation may come or go between two. */
  private static final int READINGS = 5;

  private static final Duration BETWEEN_READINGS = Duration.ofSeconds(2);
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
      List<Double> residuals = new ArrayList<>();
      List<Double> containerResiduals = new ArrayList<>();
      List<String> statements = new ArrayList<>();
      for (int reading = 0; reading < READINGS; reading++) {
        Thread.sleep(BETWEEN_READINGS.toMillis());
        Map<String, Object> memory = beans.values("Memory");
        residuals.add(Math.abs(share(memory, "ResidualBytes", "RssBytes")));
        containerResiduals.add(
            Math.abs(share(memory, "ContainerResidualBytes", "ContainerUsageBytes")));
        statements.add(memory + "\n" + beans.value("Health", "Statement"));
        assertThat(memory).containsEntry("ContainerLimitBytes", 512L << 20);
      }

      assertThat(median(residuals))
          .as("residuals %s of RSS in %s", residuals, statements)
          .isLessThanOrEqualTo(share);
      assertThat(median(containerResiduals))
          .as("residuals %s of the container in %s", containerResiduals, statements)
          .isLessThanOrEqualTo(CONTAINER_RESIDUAL);
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static double share(Map<String, Object> values, String part, String whole) {
    assertThat(values).containsKeys(part, whole);
    return ((Number) values.get(part)).doubleValue() / ((Number) values.get(whole)).doubleValue();
  }
}
