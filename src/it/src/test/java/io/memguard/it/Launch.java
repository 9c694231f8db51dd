package io.memguard.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a child is to be started. The agent is given as the only {@code -javaagent}, with {@code dir}
 * in the test's folder, unless the test says otherwise.
 */
final class Launch {

  /** Where the compiled test programs are; nothing else is on their class path. */
  static final Path PROGRAMS =
      Path.of(Launch.class.getProtectionDomain().getCodeSource().getLocation().getPath());

  private final Workbench bench;
  private final Jdk jdk;
  private final String name;
  private final List<String> wrapper = new ArrayList<>();
  private final List<String> flags = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private final List<String> program = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();
  private final List<String> instead = new ArrayList<>();
  private int agents = 1;
  private Path stdin;
  private boolean ownDir = true;
  private String executable = "java";

  Launch(Workbench bench, Jdk jdk, String name) {
    this.bench = bench;
    this.jdk = jdk;
    this.name = name;
  }

  /** Options of the JVM. */
  Launch flags(String... more) {
    flags.addAll(List.of(more));
    return this;
  }

  Launch flags(List<String> more) {
    flags.addAll(more);
    return this;
  }

  /** Options of the agent, as {@code key=value}. */
  Launch agent(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /** The agent is not told where to keep its files. */
  Launch withoutDir() {
    ownDir = false;
    return this;
  }

  /** How often the agent stands on the command line: 0, 1, or 2 by mistake. */
  Launch agents(int count) {
    agents = count;
    return this;
  }

  /** A file as standard input. */
  Launch stdin(Path file) {
    stdin = file;
    return this;
  }

  /** Another command in the place of the JVM. */
  Launch instead(String... command) {
    instead.addAll(List.of(command));
    return this;
  }

  Launch env(String key, String value) {
    environment.put(key, value);
    return this;
  }

  /** Under a real memory limit; the test is skipped where none can be set. */
  Launch limit(int megabytes) {
    Lab.assumeMemoryLimits();
    wrapper.addAll(0, List.of(Lab.script("in-cgroup"), Integer.toString(megabytes)));
    return this;
  }

  /** A command that runs the JVM as its last arguments and is replaced by it. */
  Launch under(String... command) {
    wrapper.addAll(List.of(command));
    return this;
  }

  Launch jar(Path jar, String... arguments) {
    program.addAll(List.of("-jar", jar.toString()));
    program.addAll(List.of(arguments));
    return this;
  }

  Launch main(Class<?> type, String... arguments) {
    program.addAll(List.of("-cp", PROGRAMS.toString(), type.getName()));
    program.addAll(List.of(arguments));
    return this;
  }

  /** A tool of the JDK in the place of {@code java}; the agent then comes by the environment. */
  Launch tool(String tool, String... arguments) {
    executable = tool;
    agents = 0;
    environment.put("JAVA_TOOL_OPTIONS", javaagent());
    program.addAll(List.of(arguments));
    return this;
  }

  /** The argument that loads the agent with its options. */
  String javaagent() {
    List<String> all = new ArrayList<>(options);
    if (ownDir && all.stream().noneMatch(option -> option.startsWith("dir="))) {
      all.add("dir=" + dir());
    }
    return "-javaagent:" + Lab.AGENT + (all.isEmpty() ? "" : "=" + String.join(",", all));
  }

  /** The folder that {@code dir} is set to. */
  Path dir() {
    return bench.folder().resolve(name + "-dir");
  }

  AgentJvm start() {
    List<String> command = new ArrayList<>(wrapper);
    if (instead.isEmpty()) {
      command.add(jdk.tool(executable));
      for (int i = 0; i < agents; i++) {
        command.add(javaagent());
      }
      command.addAll(flags);
      command.addAll(program);
    } else {
      command.addAll(instead);
    }
    Path stdout = bench.folder().resolve(name + ".stdout");
    Path stderr = bench.folder().resolve(name + ".stderr");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(bench.folder().toFile())
            .redirectOutput(stdout.toFile())
            .redirectError(stderr.toFile());
    if (stdin != null) {
      builder.redirectInput(stdin.toFile());
    }
    // What the tests themselves run under is nothing to the child.
    builder.environment().keySet().removeIf(key -> key.startsWith("MEMGUARD_"));
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    builder.environment().putAll(environment);
    try {
      return bench.adopt(new AgentJvm(builder.start(), command, stdout, stderr, dir()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
