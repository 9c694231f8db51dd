package io.memguard.investigate;

import io.memguard.investigate.Step.Field;
import io.memguard.snapshot.HeldObject;
import java.util.ArrayList;
import java.util.List;

/** A whole chain on one line, in the words that holders are named with. */
public final class ChainWords {
  /** Steps that are told; those in the middle of a longer chain are not. */
  private static final int MOST_STEPS = 8;

  private static final String ARROW = " → ";

  private ChainWords() {}

  /** {@code static Orders.byId → ConcurrentHashMap → Order}: from the root to the object. */
  public static String of(HeldObject object) {
    List<Step> steps = Step.of(object);
    List<String> words = new ArrayList<>();
    if (steps.isEmpty() || !steps.get(0).isStatic()) {
      words.add(object.root());
    }
    for (Step step : steps) {
      boolean inside = step.ofTheJdk() && !step.isStatic();
      String word = inside ? new Field(step.type(), "").words() : step.asField().words();
      words.add(step.isStatic() ? "static " + word : word);
    }
    words.add(new Field(object.type(), "").words());
    if (words.size() > MOST_STEPS) {
      words.subList(MOST_STEPS / 2, words.size() - MOST_STEPS / 2).clear();
      words.add(MOST_STEPS / 2, "…");
    }
    return String.join(ARROW, words);
  }

  /** Whether a class is neither of the JDK nor an array. */
  public static boolean isOfTheApplication(String type) {
    return !Step.isOfTheJdk(type);
  }
}
