package io.memguard.act;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In child JVMs: the flags belong to the whole process, and the error is real. */
class OutOfMemoryFlagsTest {

  @TempDir Path root;

  /** Arms the flags, says what was done, and runs out of heap. */
  static final class Program {
    public static void main(String[] arguments) {
      Path root = Path.of(arguments[0]);
      Path life = root.resolve("life");
      DiskQuota quota = new DiskQuota(root, Long.parseLong(arguments[1]), life);
      System.out.println(english(new OutOfMemoryFlags(life, quota, () -> Long.MAX_VALUE).arm()));
      List<byte[]> hoard = new ArrayList<>();
      try {
        while (hoard.size() < 1000) {
          hoard.add(new byte[1 << 20]);
        }
      } catch (OutOfMemoryError e) {
        hoard.clear();
      }
    }
  }

  @Test
  void jvmDumpsIntoTheFolderOfTheLife() throws Exception {
    Path life = root.resolve("life");
    assertThat(run(1L << 30))
        .startsWith(
            "The JVM will dump its heap to "
                + life
                + "/ on its first OutOfMemoryError"
                + " (HeapDumpOnOutOfMemoryError was set at run time).\n");
    assertThat(dumps()).hasSize(1).allMatch(name -> name.matches("java_pid\\d+\\.hprof"));
  }

  @Test
  void decisionOfTheUserStands() throws Exception {
    assertThat(run(1L << 30, "-XX:-HeapDumpOnOutOfMemoryError"))
        .isEqualTo(
            "HeapDumpOnOutOfMemoryError was already set to false;"
                + " the JVM's own dump stays so.\n");
    assertThat(run(1L << 30, "-XX:HeapDumpPath=elsewhere"))
        .isEqualTo("HeapDumpPath was already set to elsewhere; the JVM's own dump stays so.\n");
    assertThat(dumps()).isEmpty();
  }

  @Test
  void dumpThatWouldPassTheQuota() throws Exception {
    assertThat(run(1L << 20))
        .startsWith(
            "The JVM's own dump on OutOfMemoryError was not set up: a full heap makes a file of up"
                + " to ")
        .endsWith(
            ", more than dir-max=1.0 MiB. To have it anyway: -XX:+HeapDumpOnOutOfMemoryError"
                + " -XX:HeapDumpPath=FOLDER\n");
    assertThat(dumps()).isEmpty();
  }

  private List<String> dumps() throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(".hprof"))
          .toList();
    }
  }

  private String run(long dirMax, String... flags) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-Xmx32m", "-cp", classPath(), Program.class.getName()));
    command.addAll(List.of(root.toString(), Long.toString(dirMax)));
    File output = root.resolve("out").toFile();
    Process process = new ProcessBuilder(command).redirectOutput(output).start();
    assertThat(process.waitFor()).isZero();
    return Files.readString(output.toPath(), StandardCharsets.UTF_8);
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
