package io.memguard.instrument;

import io.netty.buffer.ByteBuf;
import io.netty.util.internal.PlatformDependent;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;

/** Runs a {@link Scenario} in a JVM of its own, under a small agent made for the purpose. */
final class ChildJvm {

  /** What the child left: exit code and all it printed. */
  record Result(int exitCode, String out, String err) {

    /** Value of the line {@code name=value}. */
    long number(String name) {
      return out.lines()
          .filter(line -> line.startsWith(name + "="))
          .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
          .findFirst()
          .orElseThrow(() -> new AssertionError(name + " is not in: " + this));
    }
  }

  private static final long TIMEOUT_SECONDS = 120;

  private ChildJvm() {}

  /** This JVM's home, and those of the system property {@code memguard.jdks}. */
  static Stream<Path> homes() {
    String others = System.getProperty("memguard.jdks", "");
    return Stream.concat(
            Stream.of(System.getProperty("java.home")),
            Arrays.stream(others.split(File.pathSeparator, -1)).filter(home -> !home.isBlank()))
        .map(Path::of)
        .distinct();
  }

  static Result run(
      Path home, Path folder, boolean mayRetransform, Class<? extends Scenario> scenario)
      throws IOException, InterruptedException, URISyntaxException {
    Path agent = folder.resolve("agent.jar");
    writeAgent(agent, mayRetransform);
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    command.add("-javaagent:" + agent);
    // From 24 on the JVM warns of the Unsafe in DirectBuffers; before, it does not know the option.
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-XX:MaxDirectMemorySize=1g");
    command.addAll(List.of("-cp", classPath(), TestAgent.class.getName(), scenario.getName()));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process process = builder.start();
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("timed out: " + command);
    }
    return new Result(process.exitValue(), text(out), text(err));
  }

  private static void writeAgent(Path jar, boolean mayRetransform) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", TestAgent.class.getName());
    attributes.putValue("Can-Retransform-Classes", String.valueOf(mayRetransform));
    try (OutputStream file = Files.newOutputStream(jar)) {
      new JarOutputStream(file, manifest).close();
    }
  }

  private static String classPath() throws URISyntaxException {
    List<String> places = new ArrayList<>();
    for (Class<?> type :
        List.of(
            DirectMemoryTracking.class,
            ChildJvm.class,
            ByteBuddy.class,
            ByteBuf.class,
            PlatformDependent.class)) {
      places.add(
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    return places.stream().collect(Collectors.joining(File.pathSeparator));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
