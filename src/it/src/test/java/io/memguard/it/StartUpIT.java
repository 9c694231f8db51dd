package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.it.program.Greeting;
import io.memguard.it.program.LogManagerChoice;
import io.memguard.it.program.OwnLogManager;
import io.memguard.it.program.Patient;
import io.memguard.it.program.Visible;
import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An application that starts with the agent behaves as if it were alone. */
class StartUpIT {

  private static final int LONGEST_BANNER = 6;
  private static final String CDS_WARNING = "Sharing is only supported";

  @RegisterExtension final Workbench bench = new Workbench();

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void applicationIsUntouched(Jdk jdk) {
    AgentJvm alone = bench.jvm(jdk, "alone").agents(0).main(Greeting.class).start();
    AgentJvm guarded = bench.jvm(jdk, "guarded").main(Greeting.class).start();

    assertThat(guarded.exitCode()).as(guarded::description).isZero();
    assertThat(alone.exitCode()).isZero();
    assertThat(guarded.stdout()).isEqualTo(alone.stdout());
    assertThat(guarded.stderrLines()).filteredOn(line -> !ours(line)).containsExactly("done");
    assertThat(guarded.stderrText()).doesNotContain(CDS_WARNING);
    assertThat(guarded.ownLines()).hasSizeLessThanOrEqualTo(LONGEST_BANNER);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void bannerIsShort(Jdk jdk) {
    AgentJvm jvm = bench.jvm(jdk).main(Patient.class, "4").start();

    assertThat(jvm.exitCode()).as(jvm::description).isZero();
    assertThat(jvm.stdoutText()).isEqualTo("started\nended\n");
    assertThat(jvm.stderrLines()).allMatch(StartUpIT::ours);
    assertThat(jvm.ownLines()).hasSizeBetween(1, LONGEST_BANNER);
    assertThat(Diagnoses.lives(jvm.dir())).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void versionIsPrintedAsEver(Jdk jdk) {
    AgentJvm jvm = bench.jvm(jdk).main(Greeting.class).flags("-version").start();

    assertThat(jvm.exitCode()).as(jvm::description).isZero();
    assertThat(jvm.stdout()).isEmpty();
    assertThat(jvm.stderrText()).contains("version \"" + jdk.feature()).doesNotContain(CDS_WARNING);
    assertThat(jvm.ownLines()).hasSizeLessThanOrEqualTo(LONGEST_BANNER);
  }

  @ParameterizedTest
  @CsvSource({"jcmd, -l", "keytool, -help", "javac, -version", "jar, --version"})
  void toolsThatInheritTheAgentDoNotNoticeIt(String tool, String argument) {
    AgentJvm jvm = bench.jvm().tool(tool, argument).start();

    assertThat(jvm.exitCode()).as(jvm::description).isZero();
    assertThat(jvm.stdoutText()).doesNotContain("memguard]").doesNotContain(CDS_WARNING);
    assertThat(jvm.ownLines()).hasSizeLessThanOrEqualTo(1);
    assertThat(jvm.dir()).doesNotExist();
  }

  @Test
  void anotherCopySaysSoAndDoesNothing() {
    AgentJvm jvm = bench.jvm().agents(2).main(Patient.class, "4").start();

    assertThat(jvm.exitCode()).as(jvm::description).isZero();
    assertThat(jvm.ownLines()).hasSizeBetween(2, LONGEST_BANNER + 1);
    assertThat(jvm.ownLines())
        .filteredOn(line -> line.matches("(?i).*(already|twice|second).*"))
        .hasSize(1);
    assertThat(Diagnoses.lives(jvm.dir())).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void mainClassCanStillChooseTheLogManager(Jdk jdk) {
    AgentJvm jvm = bench.jvm(jdk).agent("interval=200ms").main(LogManagerChoice.class).start();

    assertThat(jvm.exitCode()).as(jvm::description).isZero();
    assertThat(jvm.stdoutText().strip()).isEqualTo(OwnLogManager.class.getName());
  }

  /** An application server chooses late, but says so on its command line. */
  @ParameterizedTest
  @MethodSource("jdks")
  void announcedLogManagerIsWaitedFor(Jdk jdk) {
    AgentJvm jvm =
        bench
            .jvm(jdk)
            .agent("interval=200ms")
            .flags("-Djava.util.logging.manager=" + OwnLogManager.class.getName())
            .main(LogManagerChoice.class, "3000")
            .start();

    assertThat(jvm.exitCode()).as(jvm::description).isZero();
    assertThat(jvm.stdoutText().strip()).isEqualTo(OwnLogManager.class.getName());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void applicationSeesOnlyTheEntryPoint(Jdk jdk) {
    AgentJvm jvm =
        bench
            .jvm(jdk)
            .agent("interval=200ms")
            .main(
                Visible.class,
                "io.memguard.Agent",
                "io.memguard.AgentClassLoader",
                "io.memguard.MemGuard",
                "io.memguard.Options",
                "io.memguard.snapshot.Snapshot",
                "io.memguard.verdict.Verdict",
                "net.bytebuddy.ByteBuddy",
                "com.google.gson.Gson")
            .start();

    assertThat(jvm.exitCode()).as(jvm::description).isZero();
    assertThat(jvm.stdoutText().lines())
        .isSubsetOf("io.memguard.Agent", "io.memguard.AgentClassLoader")
        .contains("io.memguard.Agent");
  }

  @Test
  void jarShowsTwoClassesAndIsSmall() throws IOException {
    try (JarFile jar = new JarFile(Lab.AGENT.toFile())) {
      assertThat(jar.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".class")))
          .containsExactlyInAnyOrder(
              "io/memguard/Agent.class", "io/memguard/AgentClassLoader.class");
    }
    assertThat(Lab.AGENT.toFile().length()).isLessThanOrEqualTo(6 << 20);
  }

  private static boolean ours(String line) {
    return line.startsWith("[memguard]");
  }
}
