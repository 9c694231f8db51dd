package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRepositoryTest {

  private static final long HOUR = 3_600_000;

  @TempDir private Path folder;

  @Test
  void removesWhatDeadProcessesLeftAndNothingElse() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    long dead = ended.pid();
    long own = ProcessHandle.current().pid();
    long now = System.currentTimeMillis();
    repository("2026_01_31_23_59_59_" + dead, now - HOUR);
    repository("2026_01_31_23_59_59_" + dead + "_1", now - HOUR);
    repository("2026_01_31_23_59_59_" + own, now - HOUR);
    String written = repository("2026_01_31_23_58_59_" + dead, now);
    String alive = repository("2026_01_31_23_59_59_1", now - HOUR);
    String foreign = repository("backup_" + dead, now - HOUR);

    new FlightRepository(folder).removeLeftOvers(now);

    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(written, alive, foreign);
    }
  }

  @Test
  void aMissingFolderHasNoLeftOvers() throws Exception {
    new FlightRepository(folder.resolve("none")).removeLeftOvers(0);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void asksForASmallRepositoryInItsFolder() throws Exception {
    List<String> commands = new ArrayList<>();
    Path repository = folder.resolve("with blank");

    String answer =
        new FlightRepository(repository)
            .configure(
                command -> {
                  commands.add(command);
                  return "ok";
                });

    assertThat(answer).isEqualTo("ok");
    assertThat(repository).isDirectory();
    assertThat(commands)
        .containsExactly(
            "JFR.configure repositorypath=\""
                + repository
                + "\" globalbuffercount=4 globalbuffersize=256k thread_buffer_size=4k"
                + " maxchunksize=4M");
  }

  private String repository(String name, long writtenMillis) throws IOException {
    Path chunk = Files.createDirectory(folder.resolve(name)).resolve("chunk.jfr");
    Files.writeString(chunk, "FLR");
    Files.setLastModifiedTime(chunk, FileTime.fromMillis(writtenMillis));
    Files.setLastModifiedTime(chunk.getParent(), FileTime.fromMillis(writtenMillis));
    return name;
  }
}
