package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FlightStreamTest {

  private static final String CLOSED = "Unavailable[reason=the stream was closed]";

  @TempDir private Path folder;
  @TempDir private Path elsewhere;

  static Stream<ChildJvm> jvms() {
    return ChildJvm.all();
  }

  @ParameterizedTest
  @MethodSource("jvms")
  void recordsInItsOwnFolderAndCleansUp(ChildJvm jvm) throws Exception {
    String dump = elsewhere.resolve("dump.jfr").toString();
    List<String> output = jvm.run(List.of("-Xmx64m"), FlightProgram.class, folder.toString(), dump);

    assertThat(output)
        .containsExactly(
            "direct true", residentKnown(jvm), "repositories 1", "daemon true null", CLOSED);
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @MethodSource("jvms")
  void leavesTheFolderOfTheUsersRecordingAlone(ChildJvm jvm) throws Exception {
    Path recording = folder.resolve("user.jfr");
    String dump = elsewhere.resolve("dump.jfr").toString();
    List<String> flags =
        List.of("-Xmx64m", "-Xlog:jfr*=off", "-XX:StartFlightRecording:filename=" + recording);
    List<String> output =
        jvm.run(flags, FlightProgram.class, folder.resolve("ours").toString(), dump);

    assertThat(output) // JDK 17 prints the file name first.
        .endsWith("direct true", residentKnown(jvm), "repositories 0", "daemon true null", CLOSED);
    assertThat(folder.resolve("ours")).doesNotExist();
    assertThat(Files.size(recording)).isPositive();
  }

  @ParameterizedTest
  @MethodSource("jvms")
  void withoutJfrTheReasonSaysSo(ChildJvm jvm) throws Exception {
    List<String> flags = List.of("-Xmx64m", "--limit-modules", "java.management,jdk.management");
    List<String> output = jvm.run(flags, AbsentModulesProgram.class, folder.toString());

    assertThat(output)
        .containsExactly(
            "live set: ",
            "heap known",
            "non-heap known",
            "buffer-pools known",
            "jfr: the runtime image has no module jdk.jfr: add it for G1's live set on JDK 17 and"
                + " for allocation sites");
  }

  private static String residentKnown(ChildJvm jvm) throws Exception {
    List<String> version =
        ChildJvm.output(
            new ProcessBuilder(jvm.home().resolve("bin/java").toString(), "--version")
                .redirectErrorStream(true)
                .start());
    return "resident " + !version.get(0).contains(" 17.");
  }
}
