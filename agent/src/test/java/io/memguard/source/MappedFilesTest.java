package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.FileMappings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappedFilesTest {
  private static final String MAPS =
      """
      40000000-40010000 r--s 00000000 fe:00 101 /data/index/segment-0001.idx
      40010000-40020000 r--s 00000000 fe:00 102 /data/index/segment-0002.idx (deleted)
      40020000-40021000 rw-s 00000000 fe:00 103 /data/queue.dat
      50000000-50001000 r-xp 00000000 fe:00 104 /tmp/libzstd-jni-1.5.7-9123.so (deleted)
      50001000-50002000 r--p 00000000 fe:00 104 /tmp/libzstd-jni-1.5.7-9123.so (deleted)
      51000000-51001000 r-xp 00000000 fe:00 105 /opt/jdk/lib/libzip.so
      52000000-52001000 r-xp 00000000 fe:00 106 /usr/lib/x86_64-linux-gnu/libc.so.6
      53000000-53001000 r--s 00000000 fe:00 107 /opt/app/lib/app.jar
      54000000-54001000 r--p 00000000 fe:00 108 /opt/jdk/lib/modules
      55000000-55001000 rw-s 00000000 00:01 109 /memfd:java_heap (deleted)
      56000000-56001000 rw-p 00000000 00:00 0
      57000000-57001000 rw-p 00000000 00:00 0 [heap]
      """;

  @TempDir Path folder;

  @Test
  void dataFilesAreCountedByPattern() throws IOException {
    assertThat(files(MAPS).byPattern().value().orElseThrow())
        .containsExactly(
            new FileMappings(
                "/data/index/segment-#.idx", "/data/index/segment-0001.idx", 0x20000, 2, 1),
            new FileMappings("/data/queue.dat", "/data/queue.dat", 0x1000, 1, 0));
    assertThat(files(MAPS).bytes().value()).hasValue(0x21000L);
  }

  @Test
  void librariesAreThoseOfTheApplication() throws IOException {
    assertThat(files(MAPS).libraries().value().orElseThrow())
        .isEqualTo(List.of("/tmp/libzstd-jni-1.5.7-9123.so"));
  }

  @Test
  void whatCannotBeReadHasAReason() {
    MappedFiles absent = new MappedFiles(folder.resolve("nothing"), "/opt/jdk");
    assertThat(absent.bytes().reason()).contains("nothing");
    assertThat(absent.byPattern().isKnown()).isFalse();
    assertThat(absent.libraries().isKnown()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/data/index/segment-0017.idx, /data/index/segment-#.idx",
    "/data/_1f.cfs, /data/_#.cfs",
    "/data/_1f_Lucene99_0.tim, /data/_#_Lucene#_#.tim",
    "/var/42/log, /var/#/log",
    "/tmp/3f2504e0-4f89-11d3-9a0c-0305e82c3301.bin, /tmp/#.bin",
    "/data/queue.dat, /data/queue.dat"
  })
  void numbersAreFolded(String name, String pattern) {
    assertThat(MappedFiles.pattern(name)).isEqualTo(pattern);
  }

  private MappedFiles files(String text) throws IOException {
    return new MappedFiles(Files.writeString(folder.resolve("maps"), text), "/opt/jdk");
  }
}
