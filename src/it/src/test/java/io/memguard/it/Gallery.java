package io.memguard.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One case of the demo application's gallery, by the line that {@code demo-app.jar list} has for
 * it: name, kind or {@code healthy}, severity or {@code -}, pattern of the culprit or {@code -},
 * first JDK, JVM flags, description.
 */
record Gallery(
    String name, String kind, String severity, String culprit, int since, List<String> flags) {

  private static final Pattern COLUMNS = Pattern.compile("\\s{2,}");

  static List<Gallery> all() {
    try {
      Process list =
          new ProcessBuilder(Jdk.running().tool("java"), "-jar", Lab.DEMO.toString(), "list")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String lines = new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return lines.lines().map(Gallery::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Gallery named(String name) {
    return all().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the demo has no case " + name));
  }

  static Gallery parse(String line) {
    String[] columns = COLUMNS.split(line.strip(), 7);
    return new Gallery(
        columns[0],
        columns[1],
        columns[2],
        columns[3],
        Integer.parseInt(columns[4]),
        List.of(columns[5].split(" ", -1)));
  }

  boolean isHealthy() {
    return kind.equals("healthy");
  }

  boolean namesCulprit() {
    return !culprit.equals("-");
  }

  Pattern culpritPattern() {
    return Pattern.compile(culprit);
  }

  /** The case with its flags, in a container of that size, for that long. */
  Launch launch(Launch launch, int limitMegabytes, int seconds) {
    return launch(launch, limitMegabytes, seconds, 1);
  }

  /** The same; its trouble ends after that share of the run. */
  Launch launch(Launch launch, int limitMegabytes, int seconds, double until) {
    return launch
        .limit(limitMegabytes)
        .flags(flags)
        .jar(Lab.DEMO, name, "seconds=" + seconds, "until=" + until);
  }

  @Override
  public String toString() {
    return name;
  }
}
