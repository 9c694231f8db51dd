package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What happens to healthy services from outside, and is no reason to wake anybody up. */
@Execution(ExecutionMode.CONCURRENT)
class DisturbanceIT {

  private static final int LIMIT_MEGABYTES = 512;
  private static final int LOWER_MEGABYTES = 420;
  private static final int HIGHER_MEGABYTES = 700;
  private static final int SECONDS = 85;

  @RegisterExtension final Workbench bench = new Workbench();

  /** As a debugger, a checkpoint or a frozen cgroup does it. */
  @Test
  void aServiceThatIsStoppedForAMinuteRaisesNoAlarm() throws Exception {
    AgentJvm jvm = healthy();
    try {
      signal(jvm, "STOP");
      Thread.sleep(Duration.ofSeconds(60).toMillis());
    } finally {
      signal(jvm, "CONT");
    }
    endsWithoutAlarm(jvm);
  }

  /** As Kubernetes resizes a running container: the new limit is seen, and is no growth. */
  @Test
  void aContainerThatIsResizedRaisesNoAlarm() throws Exception {
    AgentJvm jvm = healthy();
    Path group = groupOf(jvm);

    resize(group, LOWER_MEGABYTES);
    awaitLimit(jvm, LOWER_MEGABYTES);
    Thread.sleep(Duration.ofSeconds(15).toMillis());
    resize(group, HIGHER_MEGABYTES);
    awaitLimit(jvm, HIGHER_MEGABYTES);

    endsWithoutAlarm(jvm);
  }

  /** The order service at work. */
  private AgentJvm healthy() {
    AgentJvm jvm =
        Gallery.named("healthy")
            .launch(bench.jvm(), LIMIT_MEGABYTES, SECONDS)
            .agent("interval=1s")
            .start();
    jvm.awaitLine("^\\[memguard\\] container: .*limit 512\\.0 MiB");
    awaitLimit(jvm, LIMIT_MEGABYTES);
    return jvm;
  }

  private static void endsWithoutAlarm(AgentJvm jvm) {
    assertThat(jvm.exitCodeAfter(Duration.ofSeconds(SECONDS))).as(jvm::description).isZero();
    assertThat(Diagnoses.lives(jvm.dir())).as("the agent was there").hasSize(1);
    assertThat(jvm.diagnoses().alarms()).isEmpty();
    assertThat(jvm.ownLines()).noneMatch(line -> line.contains("internal failure"));
  }

  private static void awaitLimit(AgentJvm jvm, int megabytes) {
    try (Beans beans = jvm.beans()) {
      jvm.await(
          "a limit of " + megabytes + " MB",
          () ->
              Optional.of(megabytes)
                  .filter(any -> beans.has("Memory"))
                  .filter(
                      wanted ->
                          beans.number("Memory", "ContainerLimitBytes") == (long) wanted << 20));
    }
  }

  /** The lab names its v1 groups after the process that they were made for. */
  private static Path groupOf(AgentJvm jvm) throws IOException {
    Path memory = Path.of("/sys/fs/cgroup/memory");
    assumeTrue(Files.isWritable(memory), "only v1 groups can be resized here");
    try (DirectoryStream<Path> groups =
        Files.newDirectoryStream(memory, "memguard-" + jvm.pid() + "-*")) {
      return groups.iterator().next();
    }
  }

  /** Memory alone must never be more than memory and swap together. */
  private static void resize(Path group, int megabytes) throws IOException {
    String bytes = Long.toString((long) megabytes << 20);
    Path memory = group.resolve("memory.limit_in_bytes");
    Path both = group.resolve("memory.memsw.limit_in_bytes");
    boolean grows = Long.parseLong(bytes) > Long.parseLong(Files.readString(memory).strip());
    for (Path file : grows ? List.of(both, memory) : List.of(memory, both)) {
      if (Files.exists(file)) {
        Files.writeString(file, bytes);
      }
    }
  }

  private static void signal(AgentJvm jvm, String name) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(jvm.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }
}
