package io.memguard.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminationMessageTest {
  @TempDir Path folder;

  @Test
  void oursIsReplacedAndTheApplicationsStays() throws IOException {
    Path file = Files.writeString(folder.resolve("termination-log"), "application\n");
    TerminationMessage message = new TerminationMessage(file.toString());

    message.say("first");
    message.say("second");
    assertThat(file).hasContent("application\nsecond\n");

    Files.writeString(file, "application again\n", StandardOpenOption.APPEND);
    message.say("third");
    assertThat(file).hasContent("application\nsecond\napplication again\nthird\n");

    message.say("");
    assertThat(file).hasContent("application\nsecond\napplication again\n");
  }

  @Test
  void nothingIsMadeWhereKubernetesMadeNothing() {
    Path file = folder.resolve("termination-log");

    new TerminationMessage(file.toString()).say("words");
    new TerminationMessage("off").say("words");

    assertThat(file).doesNotExist();
  }

  @Test
  void itIsShortEnoughForKubernetes() throws IOException {
    Path file = Files.createFile(folder.resolve("termination-log"));

    new TerminationMessage(file.toString()).say("é".repeat(5_000));

    assertThat(Files.size(file)).isLessThanOrEqualTo(2048);
    assertThat(Files.readString(file)).endsWith("é\n");
  }
}
