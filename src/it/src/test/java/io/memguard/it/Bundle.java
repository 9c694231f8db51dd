package io.memguard.it;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordingFile;

/** What lies on disk of one incident: {@code life-*}{@code /incidents/<n>-<kind>}. */
record Bundle(Path folder) {

  private static final List<String> EVIDENCE =
      List.of(
          "threads.txt",
          "native-memory.txt",
          "native-memory-growth.txt",
          "heap.txt",
          "flags.txt",
          "proc/meminfo",
          "proc/vmstat");

  static List<Bundle> under(Path dir) {
    return Diagnoses.lives(dir).stream()
        .map(life -> life.resolve("incidents"))
        .filter(Files::isDirectory)
        .flatMap(incidents -> list(incidents).stream())
        .map(Bundle::new)
        .toList();
  }

  String kind() {
    return folder.getFileName().toString().replaceFirst("\\d+-", "");
  }

  /** What is missing, cut short or left over; empty when it is whole. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    if (!text("report.html").strip().endsWith("</html>")) {
      faults.add("report.html");
    }
    if (!text("report.txt").contains(" " + kind() + ": ")) {
      faults.add("report.txt");
    }
    if (!isReport(text("report.json"))) {
      faults.add("report.json");
    }
    if (Stream.of("at-watch", "at-warning", "at-critical").noneMatch(this::hasEvidence)) {
      faults.add("evidence");
    }
    everything()
        .filter(path -> path.getFileName().toString().startsWith("."))
        .forEach(path -> faults.add(folder.relativize(path) + " is left over"));
    if (faults.isEmpty() && !isRecording(folder.resolve("recording.jfr"))) {
      faults.add("recording.jfr");
    }
    return faults;
  }

  private boolean isReport(String json) {
    try {
      JsonObject report = JsonParser.parseString(json).getAsJsonObject();
      JsonObject first = report.getAsJsonArray("diagnoses").get(0).getAsJsonObject();
      return first.get("kind").getAsString().equals(kind());
    } catch (JsonParseException | IllegalStateException e) {
      return false;
    }
  }

  /** The kernel's files are written last. */
  private boolean hasEvidence(String name) {
    return EVIDENCE.stream().noneMatch(file -> text(name + "/" + file).isBlank());
  }

  private static boolean isRecording(Path file) {
    try {
      return !RecordingFile.readAllEvents(file).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private String text(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      return "";
    }
  }

  private Stream<Path> everything() {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.toList().stream();
    } catch (IOException | UncheckedIOException e) {
      return Stream.of(); // Something was renamed meanwhile.
    }
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> list = Files.list(folder)) {
      return list.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
