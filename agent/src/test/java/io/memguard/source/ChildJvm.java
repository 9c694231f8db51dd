package io.memguard.source;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A JVM of our own, with the tests' class path and the flags under test. */
record ChildJvm(Path home) {

  /** The JDK of the tests, and those that system property {@code memguard.jdks} lists. */
  static Stream<ChildJvm> all() {
    List<ChildJvm> jvms = new ArrayList<>();
    jvms.add(new ChildJvm(Path.of(System.getProperty("java.home"))));
    for (String home : System.getProperty("memguard.jdks", "").split(File.pathSeparator, -1)) {
      if (!home.isBlank()) {
        jvms.add(new ChildJvm(Path.of(home)));
      }
    }
    return jvms.stream();
  }

  Process start(List<String> flags, Class<?> program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  List<String> run(List<String> flags, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    return output(start(flags, program, arguments));
  }

  /** Everything that it prints, once it has ended. */
  static List<String> output(Process process) throws IOException, InterruptedException {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text.lines().toList();
  }

  @Override
  public String toString() {
    return home.getFileName().toString();
  }
}
