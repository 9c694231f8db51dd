package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.MemoryRange.Use;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingTest {

  @Test
  void readsEveryField() {
    assertThat(
            Mapping.parse(
                "7f354b000000-7f354bbc7000 rw-s 00001000 fe:00 328258          /a b/c (deleted)"))
        .hasValue(
            new Mapping(
                0x7f354b000000L,
                0x7f354bbc7000L,
                "rw-s",
                0x1000,
                "fe:00",
                328258,
                "/a b/c (deleted)"));
    assertThat(Mapping.parse("fa000000-fa2a0000 rw-p 00000000 00:00 0 "))
        .hasValue(new Mapping(0xfa000000L, 0xfa2a0000L, "rw-p", 0, "00:00", 0, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "Rss:                 128 kB",
        "VmFlags: rd wr mr mw me ac sd ",
        "a-b rw 0 00:00 0",
        "a-b rw-p 0 00:00",
        "a-b rw-p x 00:00 0",
        "g-b rw-p 0 00:00 0",
        "a b-c rw-p 0 00:00 0",
      })
  void otherLinesAreNoMappings(String line) {
    assertThat(Mapping.parse(line)).isEmpty();
  }

  @Test
  void readsACapturedMap() throws IOException {
    List<Mapping> mappings = Mapping.readAll(Tree.captured("v1/healthy/proc/self/maps"));
    assertThat(mappings).hasSize(181);
    assertThat(mappings.stream().filter(Mapping::countsAsResident)).hasSize(135);
  }

  @ParameterizedTest
  @CsvSource({
    "rw-p, 00:00, 0, '', ANONYMOUS",
    "rw-p, 00:00, 0, [heap], MALLOC_ARENA",
    "rw-p, 00:00, 0, [anon: glibc: malloc arena], MALLOC_ARENA",
    "rw-p, 00:00, 0, [anon: glibc: pthread stack: 17], THREAD_STACK",
    "rw-p, 00:00, 0, [anon:mine], ANONYMOUS",
    "rw-s, 00:01, 7, [anon_shmem:mine], SHARED",
    "rw-p, 00:00, 0, [stack], THREAD_STACK",
    "r-xp, 00:00, 0, [vdso], FILE",
    "rw-s, 00:01, 7, /memfd:java_heap (deleted), JAVA_HEAP",
    "rw-s, 00:01, 7, /memfd:other (deleted), SHARED",
    "rw-s, 00:01, 7, /SYSV00000000 (deleted), SHARED",
    "rw-s, 00:01, 7, /dev/zero (deleted), SHARED",
    "rw-s, 00:1b, 7, /dev/shm/x, SHARED",
    "rw-s, 00:27, 7, /cache/on/tmpfs, SHARED",
    "rw-s, 00:28, 7, /cache/on/disk, FILE",
    "r--p, fe:00, 7, /usr/lib/libc.so.6, FILE",
  })
  void tellsTheUseFromTheName(
      String access, String device, long inode, String name, Use use, @TempDir Path root) {
    new Tree(root)
        .file(
            "proc/self/mountinfo",
            """
            47 46 0:39 / /cache rw,relatime - tmpfs tmpfs rw
            48 46 0:40 / /disk rw,relatime - ext4 /dev/vda rw
            """);
    assertThat(MappingUse.read(root).of(new Mapping(0, 4096, access, 0, device, inode, name)))
        .isEqualTo(use);
  }
}
