package io.memguard.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.memguard.verdict.Quantity;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.HeapFactory;

/** Opens a dump in the HPROF format, plain or packed with gzip, as the JDK writes both. */
final class OpenDump {
  private static final String MAGIC = "JAVA PROFILE 1.0.";
  private static final int HEAP_DUMP_END = 0x2c;
  private static final int END_RECORD = 9;
  private static final int CHUNK = 1 << 20;

  /** What is left free while a dump is unpacked: nobody knows how large it will be. */
  private static final long LEFT_FREE = 256L << 20;

  private static final String AGAIN =
      "; take it again: jcmd PID GC.heap_dump FILE, or copy the file again";

  private OpenDump() {}

  /**
   * The whole dump as a file in that workspace, unpacked if it is packed.
   *
   * @throws IOException with a sentence for the user
   */
  static Path unpacked(Path dump, Workspace workspace) throws IOException {
    // The reader puts its index beside the file that it reads.
    Path inside = workspace.folder().resolve("unpacked");
    if (isPacked(dump)) {
      unpack(dump, inside, workspace);
    } else {
      Files.createSymbolicLink(inside, dump.toRealPath());
    }
    requireComplete(dump, inside);
    return inside;
  }

  /** Reads the dump's records; throws where they are damaged. */
  static Heap read(Path inside, Path dump) throws IOException {
    try {
      Heap heap = HeapFactory.createHeap(inside.toFile());
      if (heap.getJavaClassByName("java.lang.Class") == null) {
        throw new IOException("no classes are in it");
      }
      return heap;
    } catch (IOException | RuntimeException e) {
      throw new IOException(dump + " is damaged (" + e.getMessage() + ")" + AGAIN, e);
    }
  }

  /** Throws for what is no dump at all, before anything is written. */
  static void requireDump(Path dump) throws IOException {
    if (!Files.exists(dump)) {
      throw new IOException("there is no file " + dump);
    }
    if (!Files.isRegularFile(dump)) {
      throw new IOException(dump + " is no file; name a heap dump in it, such as heap-1.hprof");
    }
    if (Files.size(dump) == 0) {
      throw new IOException(dump + " is empty: it was never written" + AGAIN);
    }
    if (!isPacked(dump) && !head(dump, MAGIC.length()).equals(MAGIC)) {
      throw new IOException(
          dump
              + " is no heap dump in the HPROF format (of OpenJ9: -Xdump:heap:opts=CLASSIC is not)");
    }
  }

  private static boolean isPacked(Path dump) throws IOException {
    return head(dump, 2).equals("\u001f\u008b");
  }

  private static String head(Path dump, int length) throws IOException {
    try (InputStream stream = Files.newInputStream(dump)) {
      return new String(stream.readNBytes(length), ISO_8859_1);
    }
  }

  private static void unpack(Path dump, Path inside, Workspace workspace) throws IOException {
    try (InputStream packed = new GZIPInputStream(Files.newInputStream(dump), CHUNK);
        OutputStream plain = Files.newOutputStream(inside)) {
      byte[] chunk = new byte[CHUNK];
      long written = 0;
      for (int read = packed.read(chunk); read >= 0; read = packed.read(chunk)) {
        workspace.require(LEFT_FREE);
        plain.write(chunk, 0, read);
        written += read;
      }
      if (written == 0) {
        throw new IOException("nothing is in it");
      }
    } catch (ZipException | EOFException e) {
      throw new IOException(dump + " cannot be unpacked (" + e.getMessage() + ")" + AGAIN, e);
    }
    if (!head(inside, MAGIC.length()).equals(MAGIC)) {
      throw new IOException(dump + " holds no heap dump in the HPROF format");
    }
  }

  /** HotSpot ends every dump with a HEAP DUMP END record: tag, four bytes of time, length 0. */
  private static void requireComplete(Path dump, Path inside) throws IOException {
    byte[] end = new byte[END_RECORD];
    try (RandomAccessFile file = new RandomAccessFile(inside.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - END_RECORD));
      int read = file.read(end);
      if (read < END_RECORD || end[0] != HEAP_DUMP_END || end[END_RECORD - 1] != 0) {
        throw new IOException(
            dump
                + " ends in the middle, after "
                + Quantity.bytes(file.length())
                + ": the disk was full or the JVM was killed"
                + AGAIN);
      }
    }
  }
}
