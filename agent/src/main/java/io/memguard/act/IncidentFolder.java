package io.memguard.act;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder of one incident, {@code incidents/<n>-<kind>} in the folder of a life. Each file
 * appears whole or not at all: it is written under a name with a dot before it and renamed, so a
 * kill in between leaves the one before.
 */
public final class IncidentFolder {
  private final Path path;

  private IncidentFolder(Path path) {
    this.path = path;
  }

  /**
   * Makes the folder, for its owner only.
   *
   * @param number counts the incidents of a life, from 1
   * @throws IOException when it cannot be made
   */
  public static IncidentFolder create(Path life, int number, String kind) throws IOException {
    Path path = life.resolve("incidents").resolve(number + "-" + kind);
    Files.createDirectories(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return new IncidentFolder(path);
  }

  public Path path() {
    return path;
  }

  /**
   * Writes a file, in place of the one of that name.
   *
   * @param name relative to the folder, with slashes for folders in it
   * @throws IOException when it cannot be written; what was there before is still there
   */
  public void write(String name, String text) throws IOException {
    Path file = path.resolve(name);
    Path folder = file.getParent();
    Files.createDirectories(folder);
    Path working = folder.resolve("." + file.getFileName() + ".tmp");
    try {
      Files.write(working, text.getBytes(StandardCharsets.UTF_8));
      Files.move(working, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(working);
      throw e;
    }
  }
}
