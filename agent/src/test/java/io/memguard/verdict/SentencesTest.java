package io.memguard.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.blackbox.Figure;
import io.memguard.ledger.Item;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every sentence that the sources ask for is in the bundles, and none is there in vain. */
class SentencesTest {
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");

  /** A literal that stands where only a key can. */
  private static final Pattern SAID = Pattern.compile("(?:Phrase\\.of|\\.say)\\(\\s*\"([^\"]+)\"");

  private final String sources = sources();
  private final Set<String> keys = keys("agent");

  @Test
  void whatIsAskedForIsThere() {
    // Keys are also chosen, or handed to a method that adds the figures.
    String topics =
        keys.stream()
            .filter(key -> key.contains("."))
            .map(key -> Pattern.quote(key.substring(0, key.indexOf('.'))))
            .distinct()
            .collect(Collectors.joining("|"));
    Pattern keyOfATopic = Pattern.compile("(" + topics + ")(\\.[a-z0-9-]+)+");
    Set<String> asked = matches(SAID);
    matches(LITERAL).stream()
        .filter(literal -> keyOfATopic.matcher(literal).matches())
        .forEach(asked::add);
    Set<String> explain = keys("explain");
    // File names, and the beginnings of keys that end with the name of a constant.
    asked.removeIf(key -> explain.contains(key) || key.endsWith(".txt") || key.endsWith("."));
    assertThat(asked).hasSizeGreaterThan(300);
    asked.removeAll(keys);
    assertThat(asked).isEmpty();
  }

  @Test
  void whatIsThereIsAskedFor() {
    Set<String> unused = new TreeSet<>(keys);
    unused.removeAll(matches(LITERAL));
    Arrays.stream(Item.values()).forEach(item -> unused.remove(item.words().key()));
    Arrays.stream(Figure.values()).forEach(figure -> unused.remove(figure.words().key()));
    assertThat(unused).isEmpty();
  }

  @Test
  void eachLineOfAStatementAndEachFigureHasAName() {
    assertThat(Stream.of(Item.values()).map(item -> item.words().key())).isSubsetOf(keys);
    assertThat(Stream.of(Figure.values()).map(figure -> figure.words().key())).isSubsetOf(keys);
  }

  private Set<String> matches(Pattern pattern) {
    return pattern
        .matcher(sources)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String sources() {
    try (Stream<Path> tree = Files.walk(Path.of("src", "main", "java"))) {
      StringBuilder all = new StringBuilder();
      for (Path file : tree.filter(path -> path.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file));
      }
      return all.toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Set<String> keys(String subject) {
    String file = "/io/memguard/texts/" + subject + "_en.properties";
    Properties patterns = new Properties();
    try (Reader reader =
        new InputStreamReader(SentencesTest.class.getResourceAsStream(file), UTF_8)) {
      patterns.load(reader);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return new TreeSet<>(patterns.stringPropertyNames());
  }
}
