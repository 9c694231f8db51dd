package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memguard.it.program.Patient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code java -jar memguard.jar} from a shell, against JVMs that run. */
class CommandLineIT {

  private static final int FINE = 0;
  private static final int USAGE = 2;
  private static final int IMPOSSIBLE = 3;

  /** xterm: the second screen is entered and left. */
  private static final String ENTER = "\033[?1049h";

  private static final String LEAVE = "\033[?1049l";

  @RegisterExtension final Workbench bench = new Workbench();

  private int commands;

  /** The oldest and the newest: what they do to a JVM that is attached to differs. */
  static List<Jdk> oldestAndNewest() {
    List<Jdk> all = Jdk.all();
    return Stream.of(all.get(0), all.get(all.size() - 1)).distinct().toList();
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void explainsStandardInput(Jdk jdk) throws IOException {
    Path stat = bench.folder().resolve("memory.stat");
    Files.writeString(
        stat,
        """
        anon 60489728
        file 28946432
        shmem 32768
        inactive_anon 60518400
        active_anon 4096
        inactive_file 27713536
        active_file 1187840
        unevictable 0
        pgfault 13906
        pgmajfault 297
        """);
    AgentJvm explain =
        command(jdk).stdin(stat).jar(Lab.AGENT, "explain", "-", "--limit=64m").start();
    // 57.7 MiB of 64.
    assertThat(explain.exitCode()).as(explain::description).isEqualTo(1);
    assertThat(explain.stdoutText()).contains("WARNING: 57.7 MiB, 90 % of the limit of 64.0 MiB");
    assertThat(explain.stderrText()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void attachesOnce(Jdk jdk) {
    AgentJvm leak = Gallery.named("direct-leak").launch(bench.jvm(jdk), 512, 60).agents(0).start();
    leak.awaitLine("^started");
    String pid = Long.toString(leak.pid());

    AgentJvm attach = run("attach", pid, "interval=500ms", "dir=" + leak.dir());
    assertThat(attach.exitCode()).as(attach::description).isEqualTo(FINE);
    assertThat(attach.stdoutText()).contains("MemGuard watches process " + pid);
    assertThat(attach.stdoutText().contains("prints a warning")).isEqualTo(jdk.feature() >= 21);
    assertThat(leak.stderrText().contains("loaded dynamically")).isEqualTo(jdk.feature() >= 21);

    AgentJvm again = run("attach", pid);
    assertThat(again.exitCode()).isEqualTo(IMPOSSIBLE);
    assertThat(again.stderrText()).contains("watches process " + pid + " already");

    AgentJvm status = run("status", pid);
    assertThat(status.exitCode()).as(status::description).isLessThan(USAGE);
    assertThat(status.stdoutText()).contains("MemGuard says: ", "RSS of this JVM", "pid " + pid);
    assertThat(leak.firstDiagnosis(Duration.ZERO, d -> d.kind().equals("direct-leak")))
        .as(leak::description)
        .isPresent();
  }

  @Test
  void aJvmWithoutTheAgentIsSeenFromOutside() {
    AgentJvm jvm = patient(bench.jvm().limit(256).agents(0));
    AgentJvm status = run("status", Long.toString(jvm.pid()));
    assertThat(status.exitCode()).as(status::description).isEqualTo(FINE);
    assertThat(status.stdoutText())
        .contains("limit                       256.0 MiB", "RSS of the process")
        .contains(
            "MemGuard is not in it. To see inside: java -jar memguard.jar attach " + jvm.pid());
  }

  @Test
  void watchWritesLinesWhereThereIsNoTerminal() {
    AgentJvm jvm = patient(bench.jvm().agent("interval=200ms"));
    AgentJvm watch = run("watch", Long.toString(jvm.pid()), "--count=2", "--every=1");
    assertThat(watch.exitCode()).as(watch::description).isLessThan(USAGE);
    assertThat(watch.stdoutText().lines())
        .hasSize(2)
        .allMatch(line -> line.matches("\\d\\d:\\d\\d:\\d\\d \\w+.*\\| RSS .*"));
    assertThat(watch.stdoutText()).doesNotContain("\033");
  }

  @Test
  void watchGivesTheTerminalBack() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "needs script(1)");
    AgentJvm jvm = patient(bench.jvm().agents(0));
    String line =
        String.join(
            " ",
            // Who runs this in the background of a script ignores SIGINT, and its children with it.
            "env --default-signal=INT",
            Jdk.running().tool("java"),
            "-jar",
            Lab.AGENT.toString(),
            "watch",
            "" + jvm.pid());
    AgentJvm terminal =
        command(Jdk.running())
            .env("TERM", "xterm")
            .instead("/usr/bin/script", "-qec", line, "/dev/null")
            .start();
    terminal.awaitLine("RSS of the process");
    assertThat(terminal.stdoutText()).contains(ENTER).doesNotContain(LEAVE);
    ProcessHandle watch =
        ProcessHandle.of(terminal.pid())
            .orElseThrow()
            .descendants()
            .filter(process -> process.info().command().orElse("").endsWith("java"))
            .findFirst()
            .orElseThrow();
    new ProcessBuilder("kill", "-INT", "" + watch.pid()).start().onExit().join();
    assertThat(terminal.exitCode()).isEqualTo(130);
    assertThat(terminal.stdoutText()).contains(LEAVE);
  }

  @Test
  void leavesAloneWhatIsNotToBeAttachedTo() throws IOException {
    AgentJvm refusing = patient(bench.jvm().agents(0).flags("-XX:+DisableAttachMechanism"));
    AgentJvm refused = run("attach", Long.toString(refusing.pid()));
    assertThat(refused.exitCode()).isEqualTo(IMPOSSIBLE);
    assertThat(refused.stderrText()).contains("-XX:+DisableAttachMechanism");
    assertThat(refusing.stdoutText()).doesNotContain("Full thread dump");

    Process sleep = new ProcessBuilder("sleep", "600").start();
    try {
      AgentJvm foreign = run("attach", Long.toString(sleep.pid()));
      assertThat(foreign.exitCode()).isEqualTo(IMPOSSIBLE);
      assertThat(foreign.stderrText()).contains("is not a JVM");
      assertThat(sleep.isAlive()).isTrue();
    } finally {
      sleep.destroyForcibly().onExit().join();
    }

    AgentJvm gone = run("status", Long.toString(sleep.pid()));
    assertThat(gone.exitCode()).isEqualTo(IMPOSSIBLE);
    assertThat(gone.stderrText()).startsWith("memguard: there is no process " + sleep.pid());
  }

  @Test
  void optionsAreCheckedBeforeTheyAreSent() {
    AgentJvm jvm = patient(bench.jvm().agents(0));
    AgentJvm attach = run("attach", Long.toString(jvm.pid()), "intervall=1s");
    assertThat(attach.exitCode()).isEqualTo(USAGE);
    assertThat(attach.stderrText()).contains("did you mean 'interval'?");
    assertThat(jvm.stderrText()).isEmpty();
  }

  private static AgentJvm patient(Launch launch) {
    AgentJvm jvm = launch.main(Patient.class, "600").start();
    jvm.awaitLine("^started");
    return jvm;
  }

  /** The command line, on the running JDK, to its end. */
  private AgentJvm run(String... arguments) {
    AgentJvm command = command(Jdk.running()).jar(Lab.AGENT, arguments).start();
    command.exitCode();
    return command;
  }

  private Launch command(Jdk jdk) {
    return bench.jvm(jdk, "command-" + ++commands).agents(0);
  }
}
