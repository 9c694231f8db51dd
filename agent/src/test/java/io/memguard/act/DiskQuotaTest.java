package io.memguard.act;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskQuotaTest {

  // No Linux process has this number: the kernel's largest is 4194304.
  private static final String DEAD = "99999999";

  @TempDir Path root;
  private Path life;
  private Path ended;
  private Path running;

  @BeforeEach
  void lives() throws IOException {
    life = root.resolve("life-20260103-000000-" + ProcessHandle.current().pid());
    ended = root.resolve("life-20260101-000000-" + DEAD);
    running = root.resolve("life-20260102-000000-1");
    write(life.resolve("heap-1.hprof"), 100, 50);
    write(ended.resolve("blackbox"), 100, 1);
    write(ended.resolve("heap-1.hprof"), 100, 1);
    write(ended.resolve("heap-2.hprof"), 100, 3);
    write(ended.resolve("incidents/1-heap-leak/report.json"), 100, 2);
    Files.setLastModifiedTime(ended.resolve("incidents/1-heap-leak"), FileTime.fromMillis(2));
    write(running.resolve("heap-1.hprof"), 100, 0);
    write(root.resolve("precious/heap-1.hprof"), 100, 0);
    write(root.resolve("life-of-brian/heap-1.hprof"), 100, 0);
  }

  @Test
  void countsLivesOnly() {
    assertThat(quota(0).used()).isEqualTo(600);
  }

  @Test
  void roomThatIsThereCostsNothing() throws IOException {
    List<String> before = files();
    assertThat(quota(700).makeRoom(100)).isTrue();
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void oldestIncidentsGoFirst() throws IOException {
    assertThat(quota(700).makeRoom(200)).isTrue();
    assertThat(files())
        .containsExactly(
            ended.getFileName() + "/blackbox",
            ended.getFileName() + "/heap-1.hprof",
            ended.getFileName() + "/heap-2.hprof",
            "life-20260102-000000-1/heap-1.hprof",
            life.getFileName() + "/heap-1.hprof",
            "life-of-brian/heap-1.hprof",
            "precious/heap-1.hprof");
  }

  @Test
  void firstDumpOfALifeGoesLast() throws IOException {
    assertThat(quota(700).makeRoom(300)).isTrue();
    assertThat(files())
        .contains(ended.getFileName() + "/heap-1.hprof")
        .doesNotContain(ended.getFileName() + "/heap-2.hprof");
    assertThat(quota(700).makeRoom(400)).isTrue();
    assertThat(files())
        .containsExactly(
            ended.getFileName() + "/blackbox",
            "life-20260102-000000-1/heap-1.hprof",
            life.getFileName() + "/heap-1.hprof",
            "life-of-brian/heap-1.hprof",
            "precious/heap-1.hprof");
  }

  @Test
  void nothingIsSacrificedInVain() throws IOException {
    List<String> before = files();
    assertThat(quota(700).makeRoom(401)).isFalse();
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Files.createSymbolicLink(
        root.resolve("life-20251231-000000-" + DEAD), root.resolve("precious"));
    Files.createSymbolicLink(ended.resolve("incidents/0-link"), root.resolve("precious"));

    assertThat(quota(700).makeRoom(400)).isTrue();
    assertThat(files()).contains("precious/heap-1.hprof");
  }

  @Test
  void leftoversOfEndedLivesAreRemoved() throws IOException {
    write(ended.resolve(".heap-3.tmp.hprof"), 100, 1);
    write(ended.resolve(".heap-3.tmp.hprof.p0"), 100, 1);
    write(running.resolve(".heap-2.tmp.hprof"), 100, 1);
    write(life.resolve(".heap-2.tmp.hprof"), 100, 1);
    Path fresh = ended.resolve(".heap-4.tmp.hprof");
    write(fresh, 100, System.currentTimeMillis());

    assertThat(quota(0).removeLeftovers()).isEqualTo(200);
    assertThat(files().stream().filter(name -> name.contains("/.")))
        .containsExactly(
            ended.getFileName() + "/.heap-4.tmp.hprof",
            running.getFileName() + "/.heap-2.tmp.hprof",
            life.getFileName() + "/.heap-2.tmp.hprof");
  }

  @Test
  void missingRootIsEmpty() {
    Path nowhere = root.resolve("nowhere");
    DiskQuota quota = new DiskQuota(nowhere, 10, nowhere.resolve("life"));
    assertThat(quota.used()).isZero();
    assertThat(quota.removeLeftovers()).isZero();
    assertThat(quota.makeRoom(10)).isTrue();
    assertThat(quota.makeRoom(11)).isFalse();
  }

  private DiskQuota quota(long max) {
    return new DiskQuota(root, max, life);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static void write(Path file, int bytes, long modifiedMillis) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[bytes]);
    Files.setLastModifiedTime(file, FileTime.fromMillis(modifiedMillis));
  }
}
