package io.memguard.it;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What {@code <dir>/life-*}{@code /diagnoses.jsonl} say, in the order of lives and lines. */
record Diagnoses(List<Diagnosis> all) {

  private static final Gson GSON = new Gson();

  static Diagnoses under(Path dir) {
    return new Diagnoses(lives(dir).stream().flatMap(Diagnoses::read).toList());
  }

  /** The folders of the lives that were recorded under {@code dir}, oldest first. */
  static List<Path> lives(Path dir) {
    if (!Files.isDirectory(dir)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(dir)) {
      return paths.filter(p -> p.getFileName().toString().startsWith("life-")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Diagnosis> alarms() {
    return all.stream().filter(Diagnosis::isAlarm).toList();
  }

  private static Stream<Diagnosis> read(Path life) {
    Path file = life.resolve("diagnoses.jsonl");
    if (!Files.exists(file)) {
      return Stream.of();
    }
    try {
      String text = Files.readString(file);
      // The last line may be half written.
      String complete = text.substring(0, text.lastIndexOf('\n') + 1);
      return complete.lines().map(line -> GSON.fromJson(line, Diagnosis.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
