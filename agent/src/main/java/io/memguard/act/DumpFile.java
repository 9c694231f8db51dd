package io.memguard.act;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that the JVM says is a heap dump. */
final class DumpFile {
  private static final int HPROF_HEAP_DUMP_END = 0x2c;

  private DumpFile() {}

  /**
   * The JVM ends a dump with a HEAP DUMP END record: tag, four bytes of time, length 0. JDKs that
   * merge segments have returned normally after a merge that failed.
   *
   * @throws IOException when that record is missing
   */
  static void requireComplete(Path file) throws IOException {
    ByteBuffer end = ByteBuffer.allocate(9);
    try (RandomAccessFile dump = new RandomAccessFile(file.toFile(), "r")) {
      dump.seek(Math.max(0, dump.length() - end.capacity()));
      int read = dump.read(end.array());
      if (read < end.capacity() || end.get(0) != HPROF_HEAP_DUMP_END || end.getInt(5) != 0) {
        throw new IOException("the JVM wrote an incomplete file");
      }
    }
  }

  static void restrictToOwner(Path file) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }
}
