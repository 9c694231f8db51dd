package io.memguard.dump;

import io.memguard.verdict.Quantity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of one analysis: the reader's index of the dump, our tables, the unpacked dump. All of
 * it goes when the analysis ends.
 */
final class Workspace implements AutoCloseable {
  private final Path folder;
  private int tables;

  private Workspace(Path folder) {
    this.folder = folder;
  }

  /**
   * In a folder that was asked for, else beside the dump, for there is room for large files, else
   * (it may be mounted read-only) in the temporary folder.
   *
   * @param asked null for none
   */
  static Workspace create(Path asked, Path dump) throws IOException {
    Path beside = dump.toAbsolutePath().getParent();
    Path wanted = asked != null ? asked : beside;
    if (asked == null && !Files.isWritable(beside)) {
      wanted = Path.of(System.getProperty("java.io.tmpdir"));
    }
    try {
      return new Workspace(Files.createTempDirectory(wanted, ".memguard-analyze-"));
    } catch (IOException e) {
      throw new IOException(
          "no working folder can be made in " + wanted + ": --work=DIR names another", e);
    }
  }

  Path folder() {
    return folder;
  }

  IntTable table() {
    return new IntTable(folder.resolve("table-" + tables++));
  }

  /** Throws where there is not that much room. */
  void require(long bytes) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < bytes) {
      throw new IOException(
          "its analysis needs %s for working files, and %s has %s free: --work=DIR names another folder"
              .formatted(Quantity.bytes(bytes), folder.getParent(), Quantity.bytes(free)));
    }
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> files = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
