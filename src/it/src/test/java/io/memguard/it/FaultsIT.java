package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memguard.it.program.Perseveres;
import io.memguard.it.program.Sums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Whatever breaks below the agent or around it, the application's result, exit code and output are
 * those that it has alone, and the agent says so in one line at most.
 */
@Execution(ExecutionMode.CONCURRENT)
class FaultsIT {

  /** Faults begin after four seconds, JFR too. */
  private static final String SECONDS = "8";

  /** Of {@link Perseveres}. */
  private static final String RESULT = Sums.once() + " true\n";

  private static final int LONGEST_BANNER = 6;
  private static final String USER = "61234";

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void aSourceHangs() {
    ran(fault("hanging"));
  }

  @Test
  void sourcesTurnIntoGarbage() {
    ran(fault("garbage").limit(512));
  }

  @Test
  void sourcesVanish() {
    ran(fault("vanishing").limit(512));
  }

  /** The loader of shared libraries needs it too, unless it is told where they are. */
  @Test
  void thereIsNoProc() {
    ran(fault("no-proc").env("LD_LIBRARY_PATH", Jdk.running().home().resolve("lib").toString()));
  }

  @Test
  void nothingCanBeWritten() {
    assertThat(ran(fault("read-only")).ownLines()).anyMatch(line -> line.contains("cannot write"));
  }

  @Test
  void aHardenedContainer() {
    assertThat(ran(fault("bare")).ownLines()).anyMatch(line -> line.contains("cannot write"));
  }

  /** JFR would end the JVM with it. */
  @Test
  void theDiskFillsUp() {
    ran(fault("full-disk", bench.folder().toString()));
  }

  @Test
  void theDiskIsTiny() {
    ran(fault("tiny-disk", bench.folder().toString()));
  }

  /** JFR ends in time, and what is asked of the agent then is refused with the reason. */
  @Test
  void theDiskFillsUpWhileFlightRecorderWritesToIt() throws IOException {
    Lab.assumeRoot();
    Path over = bench.folder().resolve("over");
    Launch launch = bench.jvm().agent("interval=1s").main(Sums.class, over.toString());
    Path disk = Files.createDirectories(launch.dir());
    AgentJvm jvm = launch.under(Lab.script("with-fault"), "filling", disk.toString()).start();
    jvm.awaitLine("JFR is off from now on");
    Path full = disk.resolveSibling(disk.getFileName() + ".full");
    jvm.await("a full disk", () -> Optional.of(full).filter(Files::exists));
    try (Beans beans = jvm.beans()) {
      assertThat(beans.invoke("Actions", "writeReport").toString())
          .contains("No space left on device");
    }
    Files.createFile(over);
    ran(jvm, Sums.once() + "\n");
  }

  @Test
  void aContainerShowsLittleOfTheMachine() {
    ran(fault("masked"));
  }

  /**
   * statfs, fstatfs, fsync, fdatasync, msync, fallocate, getrusage, sysinfo, chmod, fchmod,
   * fchmodat and utimensat, beside those that container runtimes refuse anyway.
   */
  @Test
  void theKernelRefusesCalls() {
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "the numbers are those of x86-64");
    String refused =
        "137 138 74 75 26 285 98 99 90 91 268 280 103 101 310 298 135 323 321 165 272 308 250 248 279";
    AgentJvm jvm =
        ran(
            launch("nothing")
                .under(Lab.script("refuse-calls"))
                .under((refused + " --").split(" ", -1)));
    assertThat(jvm.ownLines()).anyMatch(line -> line.contains("a seccomp profile forbids it"));
  }

  /** The application takes them all, while the agent starts or before: what is said then varies. */
  @Test
  void noFileDescriptorsAreLeft() {
    unchanged(launch("no-files").under("prlimit", "--nofile=150").start(), RESULT);
  }

  @Test
  void noThreadsAreLeft() throws IOException {
    Lab.assumeRoot();
    Files.setPosixFilePermissions(bench.folder(), PosixFilePermissions.fromString("rwxrwxrwx"));
    // The JVM writes of refused threads to standard output; of the application's too.
    ran(
        launch("no-threads")
            .flags("-Xlog:os+thread=off")
            .under("prlimit", "--nproc=80")
            .under("setpriv", "--reuid", USER, "--regid", USER, "--clear-groups"));
  }

  @Test
  void theHeapIsFull() {
    ran(launch("full-heap").flags("-Xmx24m").agent("interval=200ms"));
  }

  @Test
  void stacksAreSmallAndOverflow() {
    ran(launch("deep-stacks").flags("-Xss228k").agent("track-direct=on"));
  }

  @Test
  void aSecurityManagerForbidsEverything() {
    assumeTrue(Jdk.running().feature() == 17, "later releases run without one");
    AgentJvm jvm = ran(launch("nothing").flags("-Djava.security.manager"));
    assertThat(jvm.ownLines()).singleElement().asString().contains("grant codeBase");
  }

  @Test
  void aSecurityManagerAllowsTheAgentItsWork() throws IOException {
    assumeTrue(Jdk.running().feature() == 17, "later releases run without one");
    Path policy = bench.folder().resolve("policy");
    Files.writeString(
        policy,
        "grant codeBase \"file:%s\" { permission java.security.AllPermission; };%n"
            .formatted(Lab.AGENT));
    AgentJvm jvm =
        ran(launch("nothing").flags("-Djava.security.manager", "-Djava.security.policy=" + policy));
    assertThat(jvm.ownLines()).anyMatch(line -> line.contains("watches pid"));
    assertThat(Diagnoses.lives(jvm.dir())).hasSize(1);
  }

  @Test
  void thereIsHardlyAnyMetaspace() {
    AgentJvm jvm = ran(launch("nothing").flags("-XX:MaxMetaspaceSize=8m"));
    assertThat(jvm.ownLines()).singleElement().asString().contains("-XX:MaxMetaspaceSize leaves");
  }

  private Launch launch(String trouble) {
    return bench.jvm().agent("interval=1s").main(Perseveres.class, SECONDS, trouble);
  }

  private Launch fault(String... fault) {
    Lab.assumeRoot();
    return launch("nothing").under(Lab.script("with-fault")).under(fault);
  }

  /** The application ends as it would without the agent. */
  private static void unchanged(AgentJvm jvm, String result) {
    assertThat(jvm.exitCode()).as(jvm::description).isZero();
    assertThat(jvm.stdoutText()).as(jvm::description).isEqualTo(result);
  }

  /** And the agent says little about it. */
  private static AgentJvm ran(Launch launch) {
    return ran(launch.start(), RESULT);
  }

  private static AgentJvm ran(AgentJvm jvm, String result) {
    unchanged(jvm, result);
    assertThat(jvm.stderrLines())
        .as(jvm::description)
        .allMatch(line -> line.startsWith("[memguard]") || line.startsWith("WARNING: "))
        .noneMatch(line -> line.contains("internal failure"));
    assertThat(jvm.ownLines())
        .as(jvm::description)
        .hasSizeLessThanOrEqualTo(LONGEST_BANNER + 1)
        .doesNotHaveDuplicates();
    return jvm;
  }
}
