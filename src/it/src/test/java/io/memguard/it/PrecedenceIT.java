package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.it.program.Patient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Where an option is taken from when it is given in several places. Observed with {@code dir},
 * whose effect needs no bean: the place that wins is the one where the life is recorded.
 */
class PrecedenceIT {

  /** The strongest place first. */
  private static final List<String> PLACES =
      List.of("argument", "property", "environment", "file", "default");

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void agentArgumentComesFirst() throws IOException {
    assertWinner("argument");
  }

  @Test
  void thenTheSystemProperty() throws IOException {
    assertWinner("property");
  }

  @Test
  void thenTheEnvironment() throws IOException {
    assertWinner("environment");
  }

  @Test
  void thenTheFile() throws IOException {
    assertWinner("file");
  }

  @Test
  void thenTheTemporaryFolder() throws IOException {
    assertWinner("default");
  }

  /** Sets the option at that place and at all weaker ones. */
  private void assertWinner(String strongest) throws IOException {
    List<String> given = PLACES.subList(PLACES.indexOf(strongest), PLACES.size());
    Path temporary = Files.createDirectory(bench.folder().resolve("default"));
    Launch launch = bench.jvm().withoutDir().flags("-Djava.io.tmpdir=" + temporary);
    if (given.contains("argument")) {
      launch.agent("dir=" + place("argument"));
    }
    if (given.contains("property")) {
      launch.flags("-Dmemguard.dir=" + place("property"));
    }
    if (given.contains("environment")) {
      launch.env("MEMGUARD_DIR", place("environment").toString());
    }
    if (given.contains("file")) {
      Path file = bench.folder().resolve("memguard.properties");
      Files.writeString(file, "dir=" + place("file") + "\n");
      launch.agent("config=" + file);
    }

    AgentJvm jvm = launch.main(Patient.class, "3").start();

    assertThat(jvm.exitCode()).as(jvm::description).isZero();
    assertThat(PLACES.stream().filter(place -> !Diagnoses.lives(place(place)).isEmpty()))
        .as(jvm::description)
        .containsExactly(strongest);
  }

  private Path place(String name) {
    Path place = bench.folder().resolve(name);
    return name.equals("default") ? place.resolve("memguard") : place;
  }
}
