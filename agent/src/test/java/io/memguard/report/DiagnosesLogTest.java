package io.memguard.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memguard.verdict.Language;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnosesLogTest {

  @TempDir Path folder;
  private final List<String> problems = new ArrayList<>();
  private final Verdict verdict = Verdicts.bare(Severity.WATCH, "…");

  @Test
  void oneLineForEachVerdict() throws IOException {
    Path file = folder.resolve("diagnoses.jsonl");
    new DiagnosesLog(file, Language.EN, problems::add).append(1, verdict);
    new DiagnosesLog(file, Language.EN, problems::add).append(2, verdict);

    assertThat(file)
        .hasContent(
            DiagnosisJson.line(1, verdict, Language.EN)
                + "\n"
                + DiagnosisJson.line(2, verdict, Language.EN)
                + "\n");
    assertThat(problems).isEmpty();
  }

  @Test
  void troubleIsToldOnceAndForgottenWhenItIsOver() throws IOException {
    Path file = folder.resolve("later/diagnoses.jsonl");
    DiagnosesLog log = new DiagnosesLog(file, Language.EN, problems::add);
    log.append(1, verdict);
    log.append(2, verdict);
    assertThat(problems)
        .containsExactly(
            "A verdict could not be written to "
                + file
                + ": java.nio.file.NoSuchFileException: "
                + file);

    Files.createDirectory(file.getParent());
    log.append(3, verdict);
    assertThat(file).hasContent(DiagnosisJson.line(3, verdict, Language.EN) + "\n");

    Files.delete(file);
    Files.delete(file.getParent());
    log.append(4, verdict);
    assertThat(problems).hasSize(2);
  }

  @Test
  void fullDisk() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full));
    new DiagnosesLog(full, Language.EN, problems::add).append(1, verdict);
    assertThat(problems)
        .singleElement()
        .asString()
        .startsWith("A verdict could not be written to /dev/full: java.io.IOException: ");
  }
}
