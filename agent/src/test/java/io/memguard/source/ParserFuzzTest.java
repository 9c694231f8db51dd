package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.Mutations;
import io.memguard.snapshot.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No text makes a parser throw, and what it understands is never nonsense. */
class ParserFuzzTest {

  private static final int KEPT_LINES = 80;

  @Test
  void nativeMemorySummary() {
    Mutations.of(
        texts("nmt", ".txt"),
        Mutations.COUNT,
        text -> {
          Reading<?> reading = NativeMemoryParser.parse(text);
          assertThat(reading.isKnown() || !reading.reason().isBlank()).isTrue();
        });
  }

  @Test
  void vmInfo() {
    Mutations.of(
        texts("vminfo", ".txt"),
        Mutations.COUNT,
        text -> {
          VmInfo info = new VmInfo(text);
          info.nativeHeap()
              .value()
              .ifPresent(
                  heap -> {
                    assertThat(heap.outstanding()).isNotNegative();
                    assertThat(heap.retained()).isNotNegative();
                  });
          assertThat(info.ranges()).allMatch(range -> range.start() < range.end());
        });
  }

  @Test
  void classHistogram() {
    String table =
        """
         num     #instances         #bytes  class name (module)
        -------------------------------------------------------
           1:         15458       20980296  [B (java.base@25.0.3)
           2:          1041          92048  [Ljava.util.HashMap$Node; (java.base@25.0.3)
           3:            90          42000  shop.Session
           4:             1          40000  a.B$$Lambda/0x000000001f011f90 (java.base@25.0.3)
        Total         70544       23184336
        """;
    Mutations.of(
        List.of(table, table.replace(" (java.base@25.0.3)", "")),
        Mutations.COUNT,
        text ->
            ClassHistogram.parse(text)
                .value()
                .ifPresent(
                    found ->
                        assertThat(found)
                            .allMatch(one -> one.count() >= 0 && one.bytes() >= 0)
                            .allMatch(one -> one.name().length() <= NamePattern.LONGEST)));
  }

  @Test
  void keysAndNumbers() {
    List<String> keys = List.of("VmRSS", "MemTotal", "anon", "total_rss", "oom_kill", "Threads");
    Mutations.of(
        texts("fixtures", "status", "meminfo", "memory.stat", "vmstat"),
        Mutations.COUNT,
        text -> {
          KeyedFile file = new KeyedFile("file", text);
          for (String key : keys) {
            OptionalLong value = file.value(key);
            assertThat(value.isEmpty() || value.getAsLong() >= 0).as(key).isTrue();
          }
        });
  }

  @Test
  void savedStatistics() {
    Mutations.of(
        texts("fixtures", "memory.stat"),
        Mutations.COUNT,
        text -> {
          try {
            assertThat(StatFile.parse(text).activity()).isNotNull();
          } catch (IOException refusal) {
            assertThat(refusal).message().isNotBlank();
          }
        });
  }

  @Test
  void groupsAndMounts() {
    Mutations.of(
        texts("fixtures", "cgroup"),
        Mutations.COUNT,
        text ->
            Membership.parse(text)
                .memory()
                .ifPresent(path -> assertThat(path).startsWith("/").doesNotContain("\n")));
    Mutations.of(
        texts("fixtures", "mountinfo"),
        Mutations.COUNT,
        text -> assertThat(Mount.parse(text)).allMatch(mount -> !mount.type().contains("\n")));
  }

  @Test
  void mappings() {
    Mutations.of(
        Mutations.lines(texts("fixtures", "maps")),
        Mutations.COUNT,
        line ->
            Mapping.parse(line)
                .ifPresent(
                    one -> {
                      assertThat(one.countsAsResident() && one.length() < 0).isFalse();
                      assertThat(one.isShared() && one.isPrivateAnonymous()).isFalse();
                    }));
  }

  @Test
  void freeBlocksAndKills() {
    Mutations.of(
        texts("fixtures", "buddyinfo"),
        Mutations.COUNT,
        text -> assertThat(BuddyInfo.parse(text)).allMatch(blocks -> blocks >= 0));
    Mutations.of(
        List.of(
            "6,2127,9089584390,-;oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/pod,task=java,"
                + "pid=313,uid=0\n3,2128,9089584395,-;Memory cgroup out of memory: Killed process"
                + " 313 (java) total-vm:5306348kB, anon-rss:464056kB\n"),
        Mutations.COUNT,
        text ->
            assertThat(KernelLog.parse(text.lines().toList()))
                .allMatch(kill -> kill.pid() >= 0 && kill.micros() >= 0));
  }

  @Test
  void names() {
    Mutations.of(
        List.of(
            "pool-12-thread-7",
            "http-nio-8080-exec-1",
            "[[Lshop.Cart$Item;",
            "[B",
            "a.B$$Lambda/0x1f011f90"),
        Mutations.COUNT,
        text -> {
          assertThat(NamePattern.ofThread(text)).isNotNull();
          assertThat(NamePattern.ofClass(text)).isNotNull();
          assertThat(NamePattern.pool(text)).isNotNull();
          assertThat(ClassHistogram.sourceName(text)).isNotNull();
        });
  }

  /** Whole machines, of which one file is damaged; a tenth, because files are written. */
  @Test
  void machines(@TempDir Path folder) throws IOException {
    for (String captured : List.of("v1/healthy", "v2/healthy")) {
      Path root = Files.createDirectory(folder.resolve(captured.replace('/', '-')));
      new Tree(root).copy(captured, "");
      List<Path> files;
      try (Stream<Path> all = Files.walk(root)) {
        // One map of a process is enough: it is parsed above.
        files = all.filter(Files::isRegularFile).filter(file -> !file.endsWith("smaps")).toList();
      }
      Cgroup group = new Cgroup(root);
      List<Source<?>> sources =
          List.of(group, new ProcSelf(root), new Machine(root), new Neighbours(root, 1));
      for (Path file : files) {
        byte[] original = Files.readAllBytes(file);
        Mutations.of(
            List.of(new String(original, StandardCharsets.UTF_8)),
            Mutations.COUNT / 10 / files.size(),
            text -> {
              write(file, text.getBytes(StandardCharsets.UTF_8));
              for (Source<?> each : sources) {
                Reading<?> reading = each.read();
                assertThat(reading.isKnown() || !reading.reason().isBlank()).isTrue();
              }
            });
        write(file, original);
      }
    }
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was captured, below a folder, in files with such names; long texts are cut. */
  private static List<String> texts(String folder, String... endings) {
    try (Stream<Path> files =
        Files.walk(Tree.captured("README.md").getParent().resolveSibling(folder))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
          .map(ParserFuzzTest::head)
          .distinct()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String head(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return String.join("\n", lines.limit(KEPT_LINES).toList()) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
