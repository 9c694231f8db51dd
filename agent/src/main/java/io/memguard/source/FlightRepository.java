package io.memguard.source;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder in which JFR keeps its chunks, small, and free of what killed processes left. */
final class FlightRepository {

  /** As JFR names it: {@code 2026_01_31_23_59_59_4711}, perhaps with a counter behind it. */
  private static final Pattern REPOSITORY =
      Pattern.compile("\\d{4}(?:_\\d{2}){5}_(\\d+)(?:_\\d+)?");

  /** A living JFR writes to its chunk every second; so does one whose pid is not visible here. */
  private static final long SILENT_MILLIS = 10_000;

  /**
   * The default is 10 MB of global buffers, 20 of them, whose number {@code memorysize} alone does
   * not change. One megabyte in four buffers still lost nothing under a profiling recording beside
   * this stream; two of 64 kB did. Chunks are in the page cache, which the container pays for.
   */
  private static final String BUFFERS =
      "globalbuffercount=4 globalbuffersize=256k thread_buffer_size=4k maxchunksize=4M";

  private final Path folder;

  FlightRepository(Path folder) {
    this.folder = folder;
  }

  /**
   * Before JFR starts only: afterwards buffers are fixed, and the folder may be the user's.
   *
   * @return JFR's answer: the settings that changed
   */
  String configure(Function<String, String> commands) throws IOException {
    Files.createDirectories(folder);
    return commands.apply(
        "JFR.configure repositorypath=\"" + folder.toAbsolutePath() + "\" " + BUFFERS);
  }

  /** Removes repositories that their processes can no longer remove. */
  void removeLeftOvers(long nowMillis) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> dead = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        Matcher name = REPOSITORY.matcher(entry.getFileName().toString());
        if (name.matches()
            && leftOver(name.group(1))
            && nowMillis - lastWritten(entry) > SILENT_MILLIS) {
          dead.add(entry);
        }
      }
    }
    for (Path repository : dead) {
      delete(repository);
    }
  }

  /** Called before this process has a repository, so its pid is that of an earlier container. */
  private static boolean leftOver(String pid) {
    try {
      long number = Long.parseLong(pid);
      return number == ProcessHandle.current().pid() || ProcessHandle.of(number).isEmpty();
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static long lastWritten(Path repository) throws IOException {
    long latest = 0;
    try (Stream<Path> files = Files.walk(repository)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        FileTime time = Files.getLastModifiedTime(file);
        latest = Math.max(latest, time.toMillis());
      }
    }
    return latest;
  }

  private static void delete(Path repository) throws IOException {
    try (Stream<Path> files = Files.walk(repository)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
