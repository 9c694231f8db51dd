package io.memguard.demo.gallery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders for files that shall not outlive the run. */
final class Scratch {

  private static final String PREFIX = "memguard-demo-";

  private Scratch() {}

  /** A folder for one case, in the temporary folder. */
  static Path folder(String name) {
    return folder(Path.of(System.getProperty("java.io.tmpdir")), name);
  }

  /**
   * A folder for one case. It is removed at the end; what killed processes left behind is removed
   * now.
   */
  static Path folder(Path root, String name) {
    try {
      removeOrphans(root);
      Path own = root.resolve(PREFIX + ProcessHandle.current().pid());
      Path folder = Files.createDirectories(own.resolve(name));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(own)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void removeOrphans(Path root) throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      files.filter(Scratch::isOrphan).forEach(Scratch::remove);
    }
  }

  private static boolean isOrphan(Path folder) {
    String name = folder.getFileName().toString();
    return name.matches(PREFIX + "\\d{1,9}")
        && ProcessHandle.of(Long.parseLong(name.substring(PREFIX.length()))).isEmpty();
  }

  /** As much of a folder as can be removed. */
  private static void remove(Path folder) {
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) {
      files = found.sorted(Comparator.reverseOrder()).toList();
    } catch (IOException e) {
      return;
    }
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // Another process of the demo may be at it.
      }
    }
  }
}
