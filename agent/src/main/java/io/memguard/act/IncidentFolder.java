package io.memguard.act;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/**
 * The folder of one incident, {@code incidents/<n>-<kind>} in the folder of a life. Each file
 * appears whole or not at all: it is written under a name with a dot before it and renamed, so a
 * kill in between leaves the one before.
 */
public final class IncidentFolder {
  private static final FileAttribute<?> FOR_ITS_OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** Something that can be written to a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(Path file) throws IOException;
  }

  private final Path path;

  private IncidentFolder(Path path) {
    this.path = path;
  }

  /**
   * Makes the next folder of a life, for its owner only.
   *
   * @throws IOException when it cannot be made
   */
  public static IncidentFolder create(Path life, String kind) throws IOException {
    Path incidents = Files.createDirectories(life.resolve("incidents"), FOR_ITS_OWNER);
    int number = 1;
    try (Stream<Path> before = Files.list(incidents)) {
      number += (int) before.count();
    }
    Path path = incidents.resolve(number + "-" + kind);
    return new IncidentFolder(Files.createDirectories(path, FOR_ITS_OWNER));
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
    write(name, file -> Files.write(file, text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * The same for what writes a file by itself.
   *
   * @throws IOException when it cannot be written; what was there before is still there
   */
  public void write(String name, Content content) throws IOException {
    Path file = path.resolve(name);
    Path folder = file.getParent();
    Files.createDirectories(folder);
    Path working = folder.resolve("." + file.getFileName() + ".tmp");
    try {
      content.writeTo(working);
      Files.move(working, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(working);
      throw e;
    }
  }
}
