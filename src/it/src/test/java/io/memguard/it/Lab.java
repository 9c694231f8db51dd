package io.memguard.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The packaged jars and the scripts of the lab, and what of the lab works on this machine. */
final class Lab {

  static final Path AGENT = path("memguard.agent");
  static final Path DEMO = path("memguard.demo");

  private static final String CGROUP_REFUSAL = refusal(script("in-cgroup"), "64", "true");

  private Lab() {}

  static String script(String name) {
    return path("memguard.scripts").resolve(name).toString();
  }

  /** Skips the test where no memory limit can be set, and says why. */
  static void assumeMemoryLimits() {
    assumeTrue(CGROUP_REFUSAL.isEmpty(), CGROUP_REFUSAL);
  }

  static boolean hasMemoryLimits() {
    return CGROUP_REFUSAL.isEmpty();
  }

  /** Skips the test where no guest machine can be started, and says why. */
  static void assumeGuestMachine() {
    String refusal = refusal(script("cgroup2-vm"), "--", "true");
    assumeTrue(refusal.isEmpty(), refusal);
  }

  /** Skips the test unless it runs as root. */
  static void assumeRoot() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
  }

  static Path path(String property) {
    String value = System.getProperty(property);
    if (value == null) {
      throw new IllegalStateException(
          "run with mvn verify: the property " + property + " is missing");
    }
    return Path.of(value).toAbsolutePath().normalize();
  }

  /** What a script says when it cannot do its work here; empty when it can. */
  private static String refusal(String... command) {
    try {
      Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      return code == 0 ? "" : "exit code " + code + ": " + said.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
