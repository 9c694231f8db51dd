package io.memguard.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentFolderTest {
  @TempDir private Path life;

  @Test
  void filesAreWrittenAndReplacedWhole() throws IOException {
    IncidentFolder folder = IncidentFolder.create(life, "heap-leak");
    assertThat(folder.path()).isEqualTo(life.resolve("incidents/1-heap-leak"));

    folder.write("report.txt", "first");
    folder.write("report.txt", "second: \u6f22");
    folder.write("at-warning/proc/meminfo", "MemTotal: 1 kB");

    assertThat(folder.path().resolve("report.txt")).hasContent("second: \u6f22");
    assertThat(folder.path().resolve("at-warning/proc/meminfo")).hasContent("MemTotal: 1 kB");
    assertThat(files()).noneMatch(file -> file.getFileName().toString().startsWith("."));
  }

  @Test
  void foldersAreCounted() throws IOException {
    IncidentFolder.create(life, "oom-killed");
    assertThat(IncidentFolder.create(life, "heap-leak").path())
        .isEqualTo(life.resolve("incidents/2-heap-leak"));
  }

  @Test
  void whatCannotBeWrittenLeavesNothing() throws IOException {
    IncidentFolder folder = IncidentFolder.create(life, "direct-leak");
    Files.createDirectories(folder.path().resolve("report.txt/in-the-way"));

    assertThatThrownBy(() -> folder.write("report.txt", "text")).isInstanceOf(IOException.class);

    assertThat(files()).isEmpty();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> paths = Files.walk(life)) {
      return paths.filter(Files::isRegularFile).toList();
    }
  }
}
