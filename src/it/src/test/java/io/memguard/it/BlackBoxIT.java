package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.it.program.Ends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A life that ended is explained by the next one: what ended it, and what it was made of. */
@Execution(ExecutionMode.CONCURRENT)
class BlackBoxIT {

  private static final int KILLS = Integer.getInteger("memguard.kills", 5);
  private static final String TOLD = "An earlier life of .*";

  @RegisterExtension final Workbench bench = new Workbench();

  /** What runs, and the file that it waits for. */
  private record Living(AgentJvm jvm, Path go) {
    Path life() {
      return Diagnoses.lives(jvm.dir()).get(0);
    }
  }

  @Test
  void oomKillOfALeakIsExplainedWithItsKind() throws IOException {
    Path dir = bench.folder().resolve("dir");
    AgentJvm leaking = leak(dir, "killed");
    assertThat(leaking.exitCodeAfter(Duration.ofSeconds(60)))
        .as(leaking::description)
        .isEqualTo(137);
    Path dead = Diagnoses.lives(dir).get(0);
    Path log = Files.createFile(bench.folder().resolve("termination-log"));

    AgentJvm next = leak(dir, "next", "termination-log=" + log);
    Diagnosis told =
        next.await(
            "an oom-killed verdict",
            () ->
                Diagnoses.under(dir).all().stream()
                    .filter(d -> d.kind().equals("oom-killed"))
                    .findFirst());

    assertThat(told.severity()).isEqualTo("warning");
    assertThat(told.summary()).contains("killed by the kernel's OOM killer");
    assertThat(told.explanation()).contains("direct-leak");
    assertThat(told.confidence()).isGreaterThan(0.8);
    assertThat(told.culprits()).anyMatch(c -> c.toString().contains("OffHeapIndex.put"));
    Path incident = Diagnoses.lives(dir).get(1).resolve("incidents/1-oom-killed");
    assertThat(incident.resolve("report.json")).content().contains("\"cause\": \"oom-killed\"");
    assertThat(incident.resolve("report.txt")).content().contains("last sample");
    assertThat(log).content().contains("OOM killer");
    assertThat(dead.resolve("judged")).content().startsWith("oom-killed");
  }

  /** The last sample is there, and no SIGKILL is called an OOM kill. */
  @Test
  void killsAtAnyMomentAreReadableAndNoOomKills() throws Exception {
    long seed = Long.getLong("memguard.seed", System.nanoTime());
    Random random = new Random(seed);
    List<Living> lives = new ArrayList<>();
    for (int i = 0; i < KILLS; i++) {
      lives.add(start("wait", "kill" + i));
    }
    for (Living living : lives) {
      recording(living);
      Thread.sleep(random.nextInt(400));
      Instant seen = BlackBoxFile.lastSample(living.life()).orElseThrow();
      signal("KILL", living);
      living.jvm().exitCode();
      // Nothing that was recorded is lost.
      assertThat(BlackBoxFile.lastSample(living.life()).orElseThrow())
          .as("seed %d", seed)
          .isAfterOrEqualTo(seen);
    }
    List<AgentJvm> nexts = new ArrayList<>();
    for (int i = 0; i < KILLS; i++) {
      nexts.add(next(lives.get(i).jvm().dir(), "after" + i));
    }
    for (int i = 0; i < KILLS; i++) {
      nexts.get(i).awaitLine(TOLD);
      assertThat(lives.get(i).life().resolve("judged")).content().startsWith("killed\n");
      assertThat(Diagnoses.under(lives.get(i).jvm().dir()).all())
          .noneMatch(d -> d.kind().equals("oom-killed"));
    }
  }

  @Test
  void waysToEndAreToldApart() throws Exception {
    Map<String, String> causes = new LinkedHashMap<>();
    causes.put("return", "clean");
    causes.put("exit", "clean");
    causes.put("term", "clean");
    causes.put("segv", "crashed");
    causes.put("halt", "killed");
    causes.put("fill", "out-of-memory-error");
    causes.put("starve", "out-of-memory-error");
    causes.put("hang", "cut-off-in-shutdown");
    Map<String, Living> lives = new LinkedHashMap<>();
    for (String way : causes.keySet()) {
      lives.put(way, start(way, way));
    }
    for (Living living : lives.values()) {
      recording(living);
      Files.createFile(living.go());
    }
    signal("TERM", lives.get("term"));
    signal("SEGV", lives.get("segv"));
    Living hanging = lives.get("hang");
    hanging.jvm().await("the mark", () -> Optional.of(hanging.life()).filter(BlackBoxFile::ends));
    signal("KILL", hanging);
    Map<String, AgentJvm> nexts = new LinkedHashMap<>();
    for (Map.Entry<String, Living> entry : lives.entrySet()) {
      entry.getValue().jvm().exitCode();
      nexts.put(entry.getKey(), next(entry.getValue().jvm().dir(), "after-" + entry.getKey()));
    }
    for (Map.Entry<String, AgentJvm> entry : nexts.entrySet()) {
      AgentJvm next = entry.getValue();
      Path judged = lives.get(entry.getKey()).life().resolve("judged");
      next.await("a judgement", () -> Optional.of(judged).filter(BlackBoxIT::isWritten));
      assertThat(judged).as(entry.getKey()).content().startsWith(causes.get(entry.getKey()) + "\n");
      if (!causes.get(entry.getKey()).equals("clean")) {
        next.awaitLine(TOLD);
      }
      assertThat(Diagnoses.under(lives.get(entry.getKey()).jvm().dir()).all())
          .noneMatch(d -> d.kind().equals("oom-killed"));
    }
  }

  private static boolean isWritten(Path file) {
    try {
      return Files.exists(file) && Files.size(file) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private AgentJvm leak(Path dir, String name, String... options) {
    return bench
        .jvm(Jdk.running(), name)
        .limit(400)
        .flags("-Xmx128m", "-XX:NativeMemoryTracking=summary")
        .agent("interval=200ms", "track-direct=on", "dir=" + dir)
        .agent(options)
        .jar(Lab.DEMO, "unsafe-leak", "seconds=60", "limit=640")
        .start();
  }

  private Living start(String way, String name) {
    Path go = bench.folder().resolve(name + ".go");
    AgentJvm jvm =
        bench
            .jvm(Jdk.running(), name)
            .flags(
                "-Xmx64m", way.equals("starve") ? "-Xlog:disable" : "-XX:+ExitOnOutOfMemoryError")
            .agent("interval=200ms", "jfr=off")
            .main(Ends.class, way, go.toString())
            .start();
    return new Living(jvm, go);
  }

  /** The same service again; it only has to look back. */
  private AgentJvm next(Path dir, String name) {
    return bench
        .jvm(Jdk.running(), name)
        .agent("jfr=off", "dir=" + dir)
        .main(Ends.class, "wait", "never")
        .start();
  }

  private static void recording(Living living) {
    living.jvm().await("a sample", () -> lastSample(living.jvm().dir()));
  }

  private static Optional<Instant> lastSample(Path dir) {
    return Diagnoses.lives(dir).stream().findFirst().flatMap(BlackBoxFile::lastSample);
  }

  private static void signal(String name, Living living) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(living.jvm().pid())).start().waitFor();
  }
}
