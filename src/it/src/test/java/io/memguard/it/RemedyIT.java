package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A container is full of what one collection releases: with the agent it is not killed. */
@Execution(ExecutionMode.CONCURRENT)
class RemedyIT {

  private static final int LIMIT_MEGABYTES = 256;
  private static final int SECONDS = 70;

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void aCollectionComesBeforeTheKill() throws Exception {
    AgentJvm alone = uncollected("alone").agents(0).start();
    AgentJvm guarded = uncollected("guarded").agent("interval=1s").start();

    assertThat(alone.exitCodeAfter(Duration.ofSeconds(SECONDS)))
        .as(alone::description)
        .isEqualTo(137);
    assertThat(guarded.exitCodeAfter(Duration.ofSeconds(SECONDS)))
        .as(guarded::description)
        .isZero();
    List<Diagnosis.Experiment> collections =
        guarded.diagnoses().all().stream()
            .filter(said -> said.kind().equals("direct-uncollected"))
            .flatMap(said -> said.experiments().stream())
            .toList();
    assertThat(collections)
        .isNotEmpty()
        .allMatch(tried -> tried.afterBytes() < 0.75 * tried.beforeBytes());
    Bundle bundle =
        Bundle.under(guarded.dir()).stream()
            .filter(one -> one.kind().equals("direct-uncollected"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(guarded.description()));
    assertThat(Files.readString(bundle.folder().resolve("report.txt")))
        .containsPattern("tried: +gc: .* before, .* after");
  }

  /** The demo's case in a smaller container, which it would fill after two thirds of the run. */
  private Launch uncollected(String name) {
    return bench
        .jvm(Jdk.running(), name)
        .limit(LIMIT_MEGABYTES)
        .flags("-Xms96m", "-Xmx96m", "-XX:MaxDirectMemorySize=1g", "-XX:MetaspaceSize=64m")
        .jar(Lab.DEMO, "direct-uncollected", "seconds=" + SECONDS, "limit=320");
  }
}
