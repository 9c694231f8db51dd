package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memguard.snapshot.HeldFile;
import io.memguard.snapshot.Reading;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files in this machine's shared memory. */
class HeldFilesTest {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private Path folder;

  @BeforeEach
  void folderInSharedMemory() throws IOException {
    assumeTrue(Files.isWritable(SHARED_MEMORY), "/dev/shm cannot be written");
    folder = Files.createTempDirectory(SHARED_MEMORY, "held-files-test");
  }

  @AfterEach
  void remove() throws IOException {
    for (String name : List.of("deep/page", "deep", "")) {
      Files.deleteIfExists(folder.resolve(name));
    }
  }

  @Test
  void findsFilesInFolders() throws IOException {
    Files.createDirectory(folder.resolve("deep"));
    Path file = Files.write(folder.resolve("deep/page"), new byte[5_000]);
    assertThat(list()).contains(new HeldFile(file.toString(), 5_000, true));
  }

  @Test
  void findsWhatIsDeletedButOpen() throws IOException {
    Path file = folder.resolve("page");
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(7_000);
      Files.delete(file);
      assertThat(list()).contains(new HeldFile(file + " (deleted)", 7_000, true));
    }
    assertThat(list()).extracting(HeldFile::name).doesNotContain(file + " (deleted)");
  }

  @Test
  void findsWhatIsDeletedAndOnlyMapped() throws IOException {
    Path file = folder.resolve("page");
    MappedByteBuffer mapped;
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      mapped = open.getChannel().map(MapMode.READ_WRITE, 0, 65_536);
    }
    Files.delete(file);
    assertThat(list()).contains(new HeldFile(file + " (deleted)", 65_536, true));
    assertThat(mapped.get(0)).isZero();
  }

  @Test
  void tellsMappedFilesOfADiskApart(@TempDir Path disk) throws IOException {
    assumeTrue(!Files.getFileStore(disk).type().equals("tmpfs"), "the temporary folder is tmpfs");
    Path file = Files.write(disk.resolve("index"), new byte[65_536]);
    MappedByteBuffer mapped;
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      mapped = open.getChannel().map(MapMode.READ_WRITE, 0, 65_536);
    }
    assertThat(list()).contains(new HeldFile(file.toString(), 65_536, false));
    assertThat(mapped.get(0)).isZero();
  }

  @Test
  void whatTheJvmMapsForItselfIsNotHeld() {
    assertThat(list())
        .extracting(HeldFile::name)
        .noneMatch(name -> name.endsWith("libjvm.so") || name.endsWith("classes.jsa"));
  }

  @Test
  void onlyLibrariesAreTakenForLibraries() throws IOException {
    Path file = Files.write(folder.resolve("page"), new byte[1]);
    Path sorted = Files.move(file, folder.resolve("page.sorted"));
    try {
      assertThat(list()).contains(new HeldFile(sorted.toString(), 1, true));
    } finally {
      Files.delete(sorted);
    }
  }

  @Test
  void aNameThatThisJvmCannotWriteHidesNoOther(@TempDir Path machine) throws IOException {
    Files.createDirectories(machine.resolve("proc/self"));
    Files.writeString(machine.resolve("proc/self/maps"), "");
    Files.writeString(
        machine.resolve("proc/self/mountinfo"),
        """
        51 47 0:32 / /cache\\000x rw - tmpfs tmpfs rw
        52 47 0:33 / /cache rw - tmpfs tmpfs rw
        """);
    Files.createDirectories(machine.resolve("cache"));
    Files.write(machine.resolve("cache/page"), new byte[1]);
    assertThat(HeldFiles.below(machine).read().value().orElseThrow())
        .containsExactly(new HeldFile("/cache/page", 1, true));
  }

  @Test
  void withoutMountsTheReasonIsTold(@TempDir Path empty) {
    Reading<List<HeldFile>> reading = HeldFiles.below(empty).read();
    assertThat(reading.reason()).startsWith("files cannot be listed (");
  }

  private static List<HeldFile> list() {
    return HeldFiles.ofThisProcess().read().value().orElseThrow();
  }
}
