package io.memguard.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What another JVM answers to the JDK's own tool. */
record Jcmd(Jdk jdk, long pid) {

  /** The answer; what the tool says when it fails is an answer too. */
  String say(String... command) {
    List<String> line = new ArrayList<>(List.of(jdk.tool("jcmd"), Long.toString(pid)));
    line.addAll(List.of(command));
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Live objects of the agent's classes; counting them is a full collection. */
  List<Row> agentObjects() {
    return say("GC.class_histogram")
        .lines()
        .map(String::strip)
        .map(line -> line.split("\\s+"))
        .filter(words -> words.length >= 4 && words[0].endsWith(":"))
        .map(words -> new Row(words[3], Long.parseLong(words[1]), Long.parseLong(words[2])))
        .filter(row -> row.type().replace("[L", "").startsWith("io.memguard."))
        .filter(row -> !row.type().contains(".it.program."))
        .toList();
  }

  /** A class with the number of its objects and their bytes. */
  record Row(String type, long count, long bytes) {}
}
