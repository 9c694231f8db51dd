package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.it.program.Patient;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanOperationInfo;
import javax.management.Notification;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The beans that monitoring systems read. Their names are promises. */
class JmxIT {

  private static final List<String> BEANS = List.of("Memory", "Health", "Actions", "Cost");

  @RegisterExtension final Workbench bench = new Workbench();

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void beansHaveTheirAttributes(Jdk jdk) throws Exception {
    AgentJvm jvm =
        bench
            .jvm(jdk)
            .limit(256)
            .agent("interval=200ms")
            .flags("-Xmx64m", "-XX:NativeMemoryTracking=summary")
            .main(Patient.class, "600")
            .start();
    try (Beans beans = registered(jvm)) {
      Map<String, Object> memory = awaitMemory(jvm, beans);
      assertThat(memory.values()).allSatisfy(v -> assertThat(v).isInstanceOf(Number.class));
      assertThat(memory)
          .containsKeys(
              "RssBytes",
              "HeapUsedBytes",
              "DirectBytes",
              "JniMallocBytes",
              "MallocRetainedBytes",
              "ResidualBytes",
              "ContainerUsageBytes",
              "ContainerWorkingSetBytes",
              "ContainerNonReclaimableBytes",
              "ContainerResidualBytes")
          .containsEntry("ContainerLimitBytes", 256L << 20);

      assertThat(beans.value("Health", "Status")).isInstanceOf(String.class);
      assertThat(beans.value("Health", "Diagnoses")).isInstanceOf(TabularData.class);
      assertThat((String) beans.value("Health", "Statement")).contains("RSS");
      assertThat(beans.values("Health")).containsKey("SecondsToLimit");
      assertThat(beans.values("Cost")).isNotEmpty();
      assertThat(operations(beans))
          .contains(
              "dumpHeap", "collectGarbage", "trimNativeHeap", "writeReport", "referenceChains");
    }
  }

  @Test
  void diagnosisIsAnnouncedAndListed() throws Exception {
    Gallery leak = Gallery.named("direct-leak");
    AgentJvm jvm = leak.launch(bench.jvm(), 512, 60).agent("interval=500ms").start();
    try (Beans beans = registered(jvm)) {
      BlockingQueue<Notification> announced = beans.notifications("Health");

      Optional<Notification> alarm = Optional.empty();
      while (alarm.isEmpty() && jvm.isAlive()) {
        alarm =
            Optional.ofNullable(announced.poll(1, TimeUnit.SECONDS))
                .filter(n -> n.getType().matches("memguard\\.direct-leak\\.(warning|critical)"));
      }

      assertThat(alarm).as(jvm::description).isPresent();
      assertThat(alarm.get().getSource()).isEqualTo(Beans.name("Health"));
      TabularData listed = (TabularData) beans.value("Health", "Diagnoses");
      assertThat(listed.values().toString()).contains("direct-leak");
    }
  }

  private static Beans registered(AgentJvm jvm) {
    jvm.awaitLine("^started");
    Beans beans = jvm.beans();
    jvm.await("four beans", () -> Optional.of(beans).filter(b -> BEANS.stream().allMatch(b::has)));
    return beans;
  }

  /** The native figures come a little later than the bean. */
  private static Map<String, Object> awaitMemory(AgentJvm jvm, Beans beans) {
    return jvm.await(
        "the native heap's figures",
        () -> Optional.of(beans.values("Memory")).filter(m -> m.containsKey("JniMallocBytes")));
  }

  private static List<String> operations(Beans beans) throws Exception {
    return Arrays.stream(beans.server().getMBeanInfo(Beans.name("Actions")).getOperations())
        .map(MBeanOperationInfo::getName)
        .toList();
  }
}
