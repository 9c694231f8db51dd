package io.memguard;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * The folder of this life, {@code life-<utc>-<pid>} under {@code dir}; only the owner may look into
 * it.
 *
 * @param problem why the folder cannot be used; the other two are then where it would be
 */
record Life(Path root, Path folder, Optional<String> problem) {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  static Life begin(String dir) {
    Path root =
        dir.isEmpty()
            ? Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "memguard")
            : Path.of(dir);
    Instant begin = Instant.now();
    Path folder = folder(root, begin);
    try {
      Files.createDirectories(root);
      while (!create(folder)) {
        // Containers that share the folder may begin in the same second with the same pid.
        begin = begin.plusSeconds(1);
        folder = folder(root, begin);
      }
      return new Life(root, folder, Optional.empty());
    } catch (IOException | RuntimeException e) {
      return new Life(
          root,
          folder,
          Optional.of(
              "cannot write to "
                  + root
                  + " ("
                  + e
                  + "): no heap dumps and no diagnoses.jsonl in this life; set dir=<a writable folder>"));
    }
  }

  private static Path folder(Path root, Instant begin) {
    return root.resolve("life-" + UTC.format(begin) + "-" + ProcessHandle.current().pid());
  }

  /** False when another JVM has that folder. */
  private static boolean create(Path folder) throws IOException {
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }
}
