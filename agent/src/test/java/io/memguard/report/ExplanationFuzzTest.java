package io.memguard.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.CapturedContainer;
import io.memguard.snapshot.Reading;
import io.memguard.source.CapturedCgroup;
import io.memguard.verdict.Language;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever somebody gives to {@code explain}: a reason or an explanation, never an exception.
 * {@code -Dmemguard.fuzz=100000} is the long form, {@code -Dmemguard.seed} repeats one.
 */
class ExplanationFuzzTest {
  private static final int INPUTS = Integer.getInteger("memguard.fuzz", 2_000);

  /** Files are written for each input: dearer than texts. */
  private static final int FOLDER_INPUTS = INPUTS / 20;

  private final long seed = Long.getLong("memguard.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @BeforeEach
  void tellTheSeed() {
    System.out.println("fuzz: seed " + seed + ", " + INPUTS + " inputs");
  }

  /** Lines lost, doubled and garbled, figures of any size. */
  @Test
  void texts() throws IOException {
    List<List<String>> captured = new ArrayList<>();
    try (Stream<Path> files = Files.walk(fixture(""))) {
      for (Path file : files.filter(path -> path.endsWith("memory.stat")).toList()) {
        captured.add(Files.readAllLines(file));
      }
    }
    int explained = 0;
    for (int i = 0; i < INPUTS; i++) {
      List<String> lines = garbled(captured.get(random.nextInt(captured.size())));
      byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
      ByteArrayInputStream input = new ByteArrayInputStream(text);
      explained += explain(CapturedCgroup.ofStream("standard input", input), i) ? 1 : 0;
    }
    // Neither all nor none: the changes matter, and do not always matter.
    assertThat(explained).as("seed %s", seed).isBetween(INPUTS / 3, INPUTS - 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1/swap-active", "v1/nested-parent-limit", "v2/pagecache"})
  void folders(String captured, @TempDir Path folder) throws IOException {
    List<Path> files = copy(fixture(captured), folder);
    int explained = 0;
    for (int i = 0; i < FOLDER_INPUTS; i++) {
      Path file = files.get(random.nextInt(files.size()));
      byte[] original = Files.readAllBytes(file);
      Files.write(file, damaged(original));
      explained += explain(CapturedCgroup.ofPath(folder), i) ? 1 : 0;
      Files.write(file, original);
    }
    assertThat(explained).as("seed %s", seed).isBetween(FOLDER_INPUTS / 3, FOLDER_INPUTS);
  }

  /** Whether there was something to explain. */
  private boolean explain(Reading<CapturedContainer> read, int input) {
    assertThat(read.isKnown() || !read.reason().isBlank())
        .as("seed %s, input %s", seed, input)
        .isTrue();
    if (!read.isKnown()) {
      return false;
    }
    Language language = random.nextBoolean() ? Language.EN : Language.ZH;
    assertThat(ExplanationText.of(Explanation.of(read.value().orElseThrow()), language))
        .as("seed %s, input %s", seed, input)
        .isNotBlank();
    return true;
  }

  private List<String> garbled(List<String> captured) {
    List<String> lines = new ArrayList<>(captured);
    for (int change = random.nextInt(4); change >= 0; change--) {
      int at = random.nextInt(lines.size());
      String key = lines.get(at).split(" ", -1)[0];
      switch (random.nextInt(4)) {
        case 0 -> lines.remove(at);
        case 1 -> lines.set(at, key + " " + (random.nextLong() >>> random.nextInt(64)));
        case 2 -> lines.set(at, key + "{0}' \u202e" + (char) random.nextInt(0x10000));
        default -> lines.add(lines.get(at));
      }
    }
    return lines;
  }

  private byte[] damaged(byte[] original) {
    if (random.nextInt(3) == 0) {
      return Arrays.copyOf(original, random.nextInt(original.length + 1));
    }
    byte[] bytes = original.clone();
    for (int i = random.nextInt(40); i < bytes.length; i += 1 + random.nextInt(400)) {
      bytes[i] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static List<Path> copy(Path from, Path to) throws IOException {
    List<Path> copies = new ArrayList<>();
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        copies.add(Files.copy(file, copy));
      }
    }
    return copies;
  }

  private static Path fixture(String name) {
    try {
      return Path.of(ExplanationFuzzTest.class.getResource("/fixtures/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
