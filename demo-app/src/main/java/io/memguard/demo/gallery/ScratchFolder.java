package io.memguard.demo.gallery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder of a case, deleted with all that is in it when the process ends. */
final class ScratchFolder {

  private static final String PREFIX = "memguard-demo-";

  private ScratchFolder() {}

  /** In the folder for temporary files. */
  static Path create() {
    return createIn(Path.of(System.getProperty("java.io.tmpdir")));
  }

  static Path createIn(Path parent) {
    try {
      Path folder = Files.createTempDirectory(parent, PREFIX);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // Somebody still writes; the next cleaning of the temporary folder takes the rest.
    }
  }
}
