package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.it.Jcmd.Row;
import io.memguard.it.program.Masses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Services with very many objects, threads or class loaders, or with class names of 10,000
 * characters: the agent goes on, keeps little and says little. {@code src/it/scale} plays them at
 * full size and prints what was measured.
 */
@Execution(ExecutionMode.CONCURRENT)
class ScaleIT {
  private static final boolean FULL = Boolean.getBoolean("memguard.scale");

  private static final long AGENT_BYTES = 16L << 20;
  private static final int LINE_CHARACTERS = 2_000;
  private static final long RECORD_BYTES = 64L << 10;
  private static final long FILE_BYTES = 8L << 20;

  @RegisterExtension final Workbench bench = new Workbench();

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "objects, 600000, 10000000, 1200m",
    "threads, 400, 5000, 256m",
    "loaders, 1500, 20000, 768m",
    "names, 120, 1000, 256m"
  })
  void theAgentGoesOn(String what, int few, int many, String heap) {
    int count = FULL ? many : few;
    int seconds = FULL ? 60 : 15;
    AgentJvm jvm =
        bench
            .jvm()
            .agent("interval=" + (FULL ? "1s" : "200ms"), "heap-dump=off")
            .flags("-XX:NativeMemoryTracking=summary", "-Xmx" + (FULL ? heap : "128m"))
            .main(Masses.class, what, Integer.toString(count), Integer.toString(seconds))
            .start();
    jvm.awaitLine("^all are there");
    List<Row> kept = new Jcmd(Jdk.running(), jvm.pid()).agentObjects();
    long worstTick;
    try (Beans beans = jvm.beans()) {
      long ticks = beans.number("Cost", "Ticks");
      jvm.await(
          "another tick",
          () -> Optional.of(ticks).filter(then -> beans.number("Cost", "Ticks") > then));
      worstTick = beans.number("Cost", "WorstTickNanos");
    }
    assertThat(jvm.exitCodeAfter(Duration.ofSeconds(seconds))).as(jvm::description).isZero();

    long keptBytes = kept.stream().mapToLong(Row::bytes).sum();
    int longestLine = jvm.stderrLines().stream().mapToInt(String::length).max().orElse(0);
    long longestRecord = longestRecord(jvm.dir());
    long files = bytesOf(jvm.dir());
    System.out.printf(
        "%d %s: the agent's objects %d KiB; worst tick %d ms; %d lines, the longest %d characters;"
            + " longest record %d bytes; its files %d KiB%n",
        count,
        what,
        keptBytes >> 10,
        worstTick / 1_000_000,
        jvm.ownLines().size(),
        longestLine,
        longestRecord,
        files >> 10);
    assertThat(jvm.ownLines())
        .isNotEmpty()
        .noneMatch(line -> line.contains("internal failure") || line.contains("out of memory"));
    assertThat(keptBytes).isBetween(1L, AGENT_BYTES);
    assertThat(longestLine).isLessThan(LINE_CHARACTERS);
    assertThat(longestRecord).isBetween(FULL ? 1L : 0L, RECORD_BYTES);
    assertThat(files).isLessThan(FILE_BYTES);
  }

  /** Of {@code diagnoses.jsonl}; 0 where a short run ended before anything was suspected. */
  private static long longestRecord(Path dir) {
    Path diagnoses = Diagnoses.lives(dir).get(0).resolve("diagnoses.jsonl");
    if (Files.notExists(diagnoses)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(diagnoses)) {
      return lines.mapToLong(String::length).max().orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The black box with its fixed size is not counted. */
  private static long bytesOf(Path dir) {
    try (Stream<Path> files = Files.walk(dir)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("blackbox"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
