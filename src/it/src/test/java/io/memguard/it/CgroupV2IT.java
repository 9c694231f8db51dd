package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The same on a real cgroup v2, in an emulated machine where everything is ten times slower; alone,
 * because it would be thirty times slower beside others.
 */
@Isolated
class CgroupV2IT {

  private static final int GUEST_SECONDS = 700;

  /** The optimising compiler costs an emulated machine more than it gives. */
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  @RegisterExtension final Workbench bench = new Workbench();

  /**
   * Looked at late: the count of pages keeps to its share of CPU, and is as slow as the rest here.
   */
  @Test
  void booksAreClosed() throws Exception {
    Path out =
        inGuest(
            384,
            """
            %s healthy seconds=280 rate=10 > "$OUT/stdout" 2> "$OUT/stderr" &
            sleep 60
            %s $! Memory 120 > "$OUT/memory.properties" 2> "$OUT/print.stderr"
            wait $!
            """
                .formatted(demo("-Xmx96m"), printBean()));

    assertThat(out.resolve("exit-code")).hasContent("0");
    assertThat(out.resolve("stdout")).content().contains("ended case=healthy");
    assertThat(Diagnoses.lives(out.resolve("dir"))).hasSize(1);
    assertThat(Diagnoses.under(out.resolve("dir")).alarms()).isEmpty();
    Properties memory = properties(out.resolve("memory.properties"));
    assertThat(memory).containsEntry("ContainerLimitBytes", Long.toString(384L << 20));
    assertThat(number(memory, "ContainerResidualBytes") / number(memory, "ContainerUsageBytes"))
        .isBetween(-0.01, 0.01);
    assertThat(number(memory, "ResidualBytes") / number(memory, "RssBytes")).isBetween(-0.03, 0.03);
  }

  /**
   * Ended once the leak is told: a leak that has taken the whole limit evicts the program's own
   * code there, and what the machine then reads again and again takes it minutes.
   */
  @Test
  void directLeakIsProved() throws Exception {
    Gallery leak = Gallery.named("direct-leak");
    Path out =
        inGuest(
            384,
            """
            %s direct-leak seconds=120 rate=10 > "$OUT/stdout" 2> "$OUT/stderr" &
            until grep -qs '^.memguard. CRITICAL' "$OUT/stderr" || ! kill -0 $!; do sleep 2; done
            kill $!
            wait $!
            """
                .formatted(demo(String.join(" ", leak.flags()) + " -Xmx96m")));

    assertThat(Diagnoses.under(out.resolve("dir")).alarms())
        .anySatisfy(
            alarm -> {
              assertThat(alarm.kind()).isEqualTo(leak.kind());
              assertThat(alarm.names(leak.culpritPattern())).isTrue();
            });
  }

  /** The demo application with the agent, as words of a shell. */
  private static String demo(String flags) {
    return String.join(
        " ",
        Jdk.running().tool("java"),
        "-javaagent:" + Lab.AGENT + "=interval=2s,dir=$OUT/dir",
        "-XX:NativeMemoryTracking=summary",
        QUICK_START,
        flags,
        "-jar " + Lab.DEMO);
  }

  private static String printBean() {
    return String.join(
        " ",
        Jdk.running().tool("java"),
        "-Xmx32m",
        QUICK_START,
        "-cp " + Launch.PROGRAMS,
        PrintBean.class.getName());
  }

  /** Runs shell lines in a guest with a limit; gives the folder that they write to. */
  private Path inGuest(int limitMegabytes, String lines) throws Exception {
    Lab.assumeGuestMachine();
    Path out = Files.createDirectories(bench.folder().resolve("out"));
    Process guest =
        new ProcessBuilder(
                Lab.script("cgroup2-vm"),
                "-M",
                limitMegabytes + "M",
                "-t",
                Integer.toString(GUEST_SECONDS),
                "-o",
                out.toString(),
                "--",
                "bash",
                "-c",
                lines + "echo $? > \"$OUT/exit-code\"")
            .redirectErrorStream(true)
            .redirectOutput(bench.folder().resolve("guest.log").toFile())
            .start();
    try {
      assertThat(guest.waitFor(GUEST_SECONDS + 60, TimeUnit.SECONDS)).isTrue();
    } finally {
      guest.destroy(); // the script then ends its guest
    }
    assertThat(guest.exitValue())
        .as(Files.readString(bench.folder().resolve("guest.log")))
        .isZero();
    return out;
  }

  private static Properties properties(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties;
  }

  private static double number(Properties properties, String name) {
    assertThat(properties).containsKey(name);
    return Double.parseDouble(properties.getProperty(name));
  }
}
