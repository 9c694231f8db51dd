package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.it.Jcmd.Row;
import io.memguard.it.program.LeaksForAWhile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** When the trouble is over nothing of its investigation is left in the JVM. */
@Execution(ExecutionMode.CONCURRENT)
class RestIT {

  /** What exists only while something is tracked, sampled or counted. */
  private static final List<String> OF_INVESTIGATIONS =
      List.of(
          "io.memguard.instrument.AdviceTransformer",
          "io.memguard.instrument.AllocationSampler",
          "io.memguard.snapshot.ClassPopulation",
          "io.memguard.snapshot.HeldObject");

  /** Sums over rings, which fill as the life goes on. */
  private static final long KEPT_BYTES = 1L << 20;

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void nothingStaysArmed() throws IOException {
    Path end = bench.folder().resolve("let-go");
    Path redefined = bench.folder().resolve("redefined.log");
    AgentJvm jvm =
        bench
            .jvm()
            // On a machine that is short of CPU a count foretells long pauses.
            .agent("interval=200ms", "heap-dump=off", "investigation-pause=1m")
            .flags("-Xmx128m", "-XX:MaxDirectMemorySize=64m")
            .flags("-Xlog:redefine+class+load=info:file=" + redefined)
            .main(LeaksForAWhile.class, end.toString())
            .start();
    Jcmd jcmd = new Jcmd(Jdk.running(), jvm.pid());

    jvm.awaitLine("searched what holds the objects that grow");
    jvm.awaitLine(" direct-leak: ");
    List<Row> during = jcmd.agentObjects();
    assertThat(during)
        .extracting(Row::type)
        .contains(
            "io.memguard.snapshot.ClassPopulation", "io.memguard.instrument.AllocationSampler");
    assertThat(redefinitions(redefined)).as("armed once").isEqualTo(1);

    Files.createFile(end);
    jvm.awaitLine("CLEARED direct-leak");
    jvm.awaitLine("CLEARED heap-leak");
    jvm.await(
        "the JDK's own bytecode",
        () -> Optional.of(redefined).filter(log -> redefinitions(log) == 2));
    List<Row> after =
        jvm.await(
            "no more objects of investigations",
            () -> Optional.of(jcmd.agentObjects()).filter(RestIT::rests));
    assertThat(after.stream().mapToLong(Row::bytes).sum()).isLessThan(KEPT_BYTES);
    assertThat(jcmd.say("JFR.check")).doesNotContain("memguard-objects");
    assertThat(jcmd.say("JFR.check", "verbose=true"))
        .contains("jdk.")
        .doesNotContainPattern("jdk\\.(OldObjectSample|ThreadStart)\\)\\s*\\[[^]]*enabled=true");
    assertThat(jvm.ownLines()).noneMatch(line -> line.contains("internal failure"));
  }

  private static boolean rests(List<Row> rows) {
    return rows.stream().noneMatch(row -> OF_INVESTIGATIONS.contains(row.type()));
  }

  /** How often the allocator of direct memory was given other bytecode. */
  private static long redefinitions(Path log) {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.contains("name=jdk.internal.misc.Unsafe,")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
