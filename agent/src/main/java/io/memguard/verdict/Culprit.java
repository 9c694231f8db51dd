package io.memguard.verdict;

import java.util.List;

/**
 * Who holds the memory.
 *
 * @param bytes what it holds; 0 when only its presence is known
 * @param count how many objects, buffers, threads
 * @param detail frames or the elements of a reference chain, nearest first, and what there is to
 *     say about them
 */
public record Culprit(Type type, String name, long bytes, long count, List<Phrase> detail) {
  /** Names of generated classes can be thousands of characters long. */
  private static final int LONGEST_TEXT = 300;

  private static final int MOST_DETAIL = 64;

  public Culprit {
    name = cut(name);
    detail = detail.stream().limit(MOST_DETAIL).map(Culprit::cut).toList();
  }

  private static Phrase cut(Phrase phrase) {
    return new Phrase(
        phrase.key(),
        phrase.figures().stream()
            .map(figure -> figure instanceof Phrase inner ? cut(inner) : cut(figure.toString()))
            .toList());
  }

  /** Both ends of a name tell more than its beginning alone. */
  private static String cut(String text) {
    int half = LONGEST_TEXT / 2;
    return text.length() <= LONGEST_TEXT
        ? text
        : text.substring(0, half) + "…" + text.substring(text.length() - half + 1);
  }

  /** What sort of thing is named. */
  public enum Type {
    ALLOCATION_SITE("allocation-site"),
    CLASS("class"),
    HOLDER("holder"),
    CLASS_LOADER("class-loader"),
    THREAD_GROUP("thread-group"),
    FILE("file"),
    LIBRARY("library"),
    PROCESS("process");

    private final String label;

    Type(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }
}
