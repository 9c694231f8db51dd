package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A child JVM without {@code jdk.management}, as in a small runtime image. */
class MissingModuleTest {

  @Test
  void absenceIsAReasonWithItsRemedy() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--limit-modules",
                "java.base,java.instrument",
                "-cp",
                folderOf(VmFlags.class) + File.pathSeparator + folderOf(Child.class),
                Child.class.getName())
            .redirectErrorStream(true)
            .start();

    assertThat(new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            module jdk.management is missing: start with --add-modules jdk.management
            module jdk.management is missing: start with --add-modules jdk.management
            limits of the kernel: true
            """);
    assertThat(child.waitFor()).isZero();
  }

  private static String folderOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  static final class Child {
    public static void main(String[] args) {
      System.out.println(DiagnosticCommands.open(null, true).reason());
      System.out.println(VmFlags.open().reason());
      System.out.println(
          "limits of the kernel: "
              + new ProcessLimitsSource(Path.of("/"), VmFlags.open()).read().isKnown());
    }
  }
}
