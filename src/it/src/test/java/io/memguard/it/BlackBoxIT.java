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

/** A life that ended is explained by the next one: what ended it, and what it was made of. */
class BlackBoxIT {

  private static final int KILLS = Integer.getInteger("memguard.kills", 5);
  private static final Duration INTERVAL = Duration.ofMillis(200);

  /** A tick that is late because the machine is busy is no fault of the recorder. */
  private static final Duration BUSY = Duration.ofSeconds(3);

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
      Process kill = new ProcessBuilder("kill", "-KILL", "" + living.jvm().pid()).start();
      Instant killed = Instant.now();
      kill.waitFor();
      living.jvm().exitCode();
      Instant last = BlackBoxFile.lastSample(living.life()).orElseThrow();
      assertThat(Duration.between(last, killed))
          .as("seed %d", seed)
          .isLessThan(INTERVAL.plus(BUSY));
    }
    for (int i = 0; i < KILLS; i++) {
      Living dead = lives.get(i);
      AgentJvm next = next(dead.jvm().dir(), "after" + i);
      assertThat(next.awaitLine(TOLD)).contains("killed from outside");
      assertThat(Diagnoses.under(dead.jvm().dir()).all())
          .noneMatch(d -> d.kind().equals("oom-killed"));
      next.close();
    }
  }

  @Test
  void waysToEndAreToldApart() throws Exception {
    Map<String, String> said = new LinkedHashMap<>();
    said.put("return", "");
    said.put("exit", "");
    said.put("term", "");
    said.put("segv", "crashed");
    said.put("halt", "halted");
    said.put("fill", "OutOfMemoryError");
    said.put("hang", "cut off while it shut down");
    Map<String, Living> lives = new LinkedHashMap<>();
    for (String way : said.keySet()) {
      lives.put(way, start(way, way));
    }
    for (Living living : lives.values()) {
      recording(living);
      Files.createFile(living.go());
    }
    signal("TERM", lives.get("term"));
    signal("SEGV", lives.get("segv"));
    Living hanging = lives.get("hang");
    Thread.sleep(1_000);
    signal("KILL", hanging);
    for (Map.Entry<String, Living> entry : lives.entrySet()) {
      Living dead = entry.getValue();
      dead.jvm().exitCode();
      AgentJvm next = next(dead.jvm().dir(), "after-" + entry.getKey());
      next.await(
          "the judgement of " + entry.getKey(),
          () -> Optional.of(dead.life().resolve("judged")).filter(BlackBoxIT::isWritten));
      String expected = said.get(entry.getKey());
      if (expected.isEmpty()) {
        assertThat(dead.life().resolve("judged")).content().startsWith("clean");
      } else {
        assertThat(next.awaitLine(TOLD)).as(entry.getKey()).contains(expected);
      }
      assertThat(Diagnoses.under(dead.jvm().dir()).all())
          .noneMatch(d -> d.kind().equals("oom-killed"));
      next.close();
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
        .agent("interval=200ms", "dir=" + dir)
        .agent(options)
        .jar(Lab.DEMO, "unsafe-leak", "seconds=30", "limit=900")
        .start();
  }

  private Living start(String way, String name) {
    Path go = bench.folder().resolve(name + ".go");
    AgentJvm jvm =
        bench
            .jvm(Jdk.running(), name)
            .flags("-Xmx64m", "-XX:+ExitOnOutOfMemoryError")
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
