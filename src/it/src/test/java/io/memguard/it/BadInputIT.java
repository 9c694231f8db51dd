package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.it.program.Patient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever is wrong or missing: one line that names it, and the application runs. */
class BadInputIT {

  private static final String TRACKING = "-XX:NativeMemoryTracking=summary";

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void unknownOption() {
    AgentJvm jvm = ran(bench.jvm().flags(TRACKING).agent("intervall=5s"));
    assertThat(onlyLineWith(jvm, "intervall")).containsPattern("\\binterval\\b");
  }

  @Test
  void badValue() {
    AgentJvm jvm = ran(bench.jvm().flags(TRACKING).agent("interval=often"));
    assertThat(onlyLineWith(jvm, "often")).contains("interval").contains("5s");
  }

  @Test
  void valueOutOfRange() {
    AgentJvm jvm = ran(bench.jvm().flags(TRACKING).agent("interval=1ms"));
    assertThat(onlyLineWith(jvm, "1ms")).contains("interval").contains("200ms");
  }

  @Test
  void folderThatCannotBeMade() throws IOException {
    Path file = Files.createFile(bench.folder().resolve("file"));
    AgentJvm jvm = ran(bench.jvm().flags(TRACKING).agent("dir=" + file.resolve("sub")));
    onlyLineWith(jvm, file.toString());
  }

  /** For root, too, who may write wherever permissions alone forbid it. */
  @Test
  void folderThatIsReadOnly() throws IOException {
    Lab.assumeRoot();
    Path folder = Files.createDirectories(bench.folder().resolve("read-only"));
    String script = "mount -t tmpfs -o ro tmpfs \"$1\"; shift; exec \"$@\"";
    AgentJvm jvm =
        ran(
            bench
                .jvm()
                .flags(TRACKING)
                .agent("dir=" + folder)
                .under("unshare", "--mount", "bash", "-c", script, "read-only", folder.toString()));
    onlyLineWith(jvm, folder.toString());
  }

  @Test
  void configurationThatIsMissing() {
    Path file = bench.folder().resolve("none.properties");
    AgentJvm jvm = ran(bench.jvm().flags(TRACKING).agent("config=" + file));
    onlyLineWith(jvm, file.toString());
  }

  @Test
  void nativeMemoryTrackingIsOff() {
    AgentJvm jvm = ran(bench.jvm());
    assertThat(onlyLineWith(jvm, "NativeMemoryTracking")).contains(TRACKING);
  }

  @Test
  void explicitCollectionsAreForbidden() {
    AgentJvm jvm = ran(bench.jvm().flags(TRACKING, "-XX:+DisableExplicitGC"));
    onlyLineWith(jvm, "DisableExplicitGC");
  }

  @Test
  void runtimeImageWithoutFlightRecorder() throws Exception {
    Path image = Lab.path("memguard.work").resolve("small-jre");
    ProcessBuilder link = new ProcessBuilder(Lab.script("small-jre"), image.toString()).inheritIO();
    link.environment().put("JAVA_HOME", Jdk.running().home().toString());
    assertThat(link.start().waitFor()).isZero();

    AgentJvm jvm = ran(bench.jvm(new Jdk(image)).flags(TRACKING));
    onlyLineWith(jvm, "jdk.jfr");
  }

  /** The application ran to its end and said what it says without the agent. */
  private static AgentJvm ran(Launch launch) {
    AgentJvm jvm = launch.main(Patient.class, "6").start();
    assertThat(jvm.exitCode()).as(jvm::description).isZero();
    assertThat(jvm.stdoutText()).isEqualTo("started\nended\n");
    assertThat(jvm.stderrLines()).allMatch(line -> line.startsWith("[memguard]"));
    return jvm;
  }

  private static String onlyLineWith(AgentJvm jvm, String thing) {
    List<String> lines = jvm.ownLines().stream().filter(line -> line.contains(thing)).toList();
    assertThat(lines).as(jvm::description).hasSize(1);
    return lines.get(0);
  }
}
