package io.memguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A message that nobody prints any more has no place in the documentation. */
@TestInstance(Lifecycle.PER_CLASS)
class TroubleshootingTest {
  private static final Path SOURCES = Path.of("src", "main");
  private static final Pattern ROW = Pattern.compile("^\\| (`.*?`) \\|", Pattern.MULTILINE);
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
  private static final int TELLING = 3;

  private String sources;

  @BeforeAll
  void readSources() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
        text.append(JOINED.matcher(Files.readString(file)).replaceAll(""));
      }
    }
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".properties")).toList()) {
        // Patterns of MessageFormat write an apostrophe twice.
        text.append(Files.readString(file).replace("''", "'"));
      }
    }
    sources = text.toString();
  }

  static List<String> messages() throws IOException {
    List<String> messages = new ArrayList<>();
    for (Matcher row = ROW.matcher(Pages.read("troubleshooting.md")); row.find(); ) {
      for (Matcher code = CODE.matcher(row.group(1)); code.find(); ) {
        messages.add(code.group(1));
      }
    }
    assertThat(messages).hasSizeGreaterThan(50);
    return messages;
  }

  @ParameterizedTest
  @MethodSource("messages")
  void eachMessageIsPrintedSomewhere(String message) {
    for (String part : message.split("…", -1)) {
      if (part.strip().length() >= TELLING) {
        assertThat(sources).as(message).contains(part.strip());
      }
    }
  }
}
