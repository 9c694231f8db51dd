package io.memguard.expose.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page has a Chinese word for what the sources name in English. */
class WordsTest {
  private static final Pattern EVIDENCE = Pattern.compile("new Evidence\\(\\s*\"([^\"]+)\"");

  @Test
  void eachFigureOfAVerdictHasAName() throws IOException {
    String words;
    try (var stream = getClass().getResourceAsStream("/io/memguard/expose/http/words.js")) {
      words = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
    String chinese = words.substring(words.indexOf("  zh: {"));
    Set<String> names = evidenceNames();
    assertThat(names).hasSizeGreaterThan(50);
    assertThat(names).allSatisfy(name -> assertThat(chinese).contains("\"" + name + "\": \""));
  }

  private static Set<String> evidenceNames() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> tree = Files.walk(Path.of("src", "main", "java"))) {
      for (Path file : tree.filter(path -> path.toString().endsWith(".java")).toList()) {
        Matcher evidence = EVIDENCE.matcher(Files.readString(file));
        while (evidence.find()) {
          names.add(evidence.group(1));
        }
      }
    }
    return names;
  }
}
