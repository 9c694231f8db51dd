package io.memguard.blackbox;

import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The file {@code judged} in a life's folder: its end was told, and what was found while the
 * kernel's counters could still be read.
 */
final class Judgement {
  private static final String FILE = "judged";

  private Judgement() {}

  static boolean exists(Path life) {
    return Files.exists(life.resolve(FILE), LinkOption.NOFOLLOW_LINKS);
  }

  /** True for exactly one of those that try: of many replicas that start, one tells. */
  static boolean claim(Path life) {
    try {
      Files.createFile(life.resolve(FILE));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException | RuntimeException e) {
      // A folder that we may not write would be told again at every start.
      return false;
    }
  }

  /** Completes a claim; on a full disk the claim alone must do. */
  static void write(Path life, Conclusion conclusion, Language language) {
    String text =
        conclusion.cause().label()
            + "\n"
            + conclusion.confidence()
            + "\n"
            + language.say(conclusion.reason()).replace('\n', ' ')
            + "\n";
    try {
      Files.writeString(
          life.resolve(FILE), text, StandardCharsets.UTF_8, StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException | RuntimeException e) {
      // The claim alone says that the life was told.
    }
  }

  static Optional<Conclusion> read(Path life) {
    try {
      String[] lines = Files.readString(life.resolve(FILE), StandardCharsets.UTF_8).split("\n", -1);
      if (lines.length < 3) {
        return Optional.empty();
      }
      for (Cause cause : Cause.values()) {
        if (cause.label().equals(lines[0])) {
          return Optional.of(
              new Conclusion(cause, Double.parseDouble(lines[1]), Phrase.text(lines[2])));
        }
      }
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
