package io.memguard.investigate;

import io.memguard.snapshot.ClassPopulation;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which classes grow from one count of live objects to the next: those that do so again and again
 * first, whatever their size. Arrays and strings belong to somebody, who is known by growing in
 * step with them.
 */
final class GrowingClasses {
  private static final int MOST_CULPRITS = 5;

  /** A class that grew between fewer of the counts than this share did so by chance. */
  private static final double AGAIN_AND_AGAIN = 0.7;

  /** Counts of an owner and of what it owns agree but for this share. */
  private static final double IN_STEP = 0.05;

  /** An object owns at most so many arrays or strings of one class, or their counts say nothing. */
  private static final int MOST_OWNED = 4;

  /** Fewer new objects are in step with anything. */
  private static final long FEWEST_IN_STEP = 64;

  private static final String STRING = "java.lang.String";

  private final Predicate<String> ignored;
  private final Map<String, Integer> rises = new HashMap<>();
  private List<ClassPopulation> first = List.of();
  private List<ClassPopulation> last = List.of();
  private int counts;

  /** {@code ignored}: names of classes whose growth is nobody's trouble. */
  GrowingClasses(Predicate<String> ignored) {
    this.ignored = ignored;
  }

  void add(List<ClassPopulation> populations) {
    if (counts == 0) {
      first = populations;
    }
    Map<String, ClassPopulation> before = byName(last);
    for (ClassPopulation now : populations) {
      ClassPopulation then = before.get(now.name());
      if (counts > 0 && now.count() > (then == null ? 0 : then.count())) {
        rises.merge(now.name(), 1, Integer::sum);
      }
    }
    last = populations;
    counts++;
  }

  void forget() {
    first = List.of();
    last = List.of();
    rises.clear();
    counts = 0;
  }

  List<ClassPopulation> first() {
    return first;
  }

  List<ClassPopulation> last() {
    return last;
  }

  int counts() {
    return counts;
  }

  /** The application's own first, then the JDK's; empty before two counts. */
  List<Culprit> ranked() {
    if (counts < 2) {
      return List.of();
    }
    List<Growth> growths = growths();
    long all = growths.stream().mapToLong(Growth::bytes).sum();
    long objects = growths.stream().mapToLong(Growth::count).sum();
    growths.removeIf(one -> one.bytes() <= all / 100 && one.count() <= objects / 20);
    Map<String, List<Growth>> owned = owned(growths);
    growths.sort(
        Comparator.comparing(Growth::ofTheJdk)
            .thenComparing(one -> !isAgainAndAgain(one))
            .thenComparing(one -> -one.bytes() - bytes(owned.get(one.name()))));
    return growths.stream()
        .limit(MOST_CULPRITS)
        .map(one -> culprit(one, owned.getOrDefault(one.name(), List.of())))
        .toList();
  }

  private List<Growth> growths() {
    Map<String, ClassPopulation> before = byName(first);
    List<Growth> growths = new ArrayList<>();
    for (ClassPopulation now : last) {
      ClassPopulation then = before.getOrDefault(now.name(), new ClassPopulation(now.name(), 0, 0));
      if (now.bytes() > then.bytes() && now.count() > then.count() && !ignored.test(now.name())) {
        growths.add(new Growth(now, now.bytes() - then.bytes(), now.count() - then.count()));
      }
    }
    return growths;
  }

  private static Map<String, ClassPopulation> byName(List<ClassPopulation> populations) {
    Map<String, ClassPopulation> byName = new HashMap<>();
    populations.forEach(population -> byName.put(population.name(), population));
    return byName;
  }

  private boolean isAgainAndAgain(Growth growth) {
    return rises.getOrDefault(growth.name(), 0) >= AGAIN_AND_AGAIN * (counts - 1);
  }

  /** For each owner the arrays and strings of which it seems to own all that are new. */
  private static Map<String, List<Growth>> owned(List<Growth> growths) {
    Map<String, List<Growth>> owned = new HashMap<>();
    for (Growth part : growths) {
      if (part.isPart()) {
        growths.stream()
            .filter(owner -> !owner.ofTheJdk() && part.isInStepWith(owner))
            .max(Comparator.comparingLong(Growth::bytes))
            .ifPresent(
                owner -> owned.computeIfAbsent(owner.name(), o -> new ArrayList<>()).add(part));
      }
    }
    return owned;
  }

  private static long bytes(List<Growth> owned) {
    return owned == null ? 0 : owned.stream().mapToLong(Growth::bytes).sum();
  }

  private static Culprit culprit(Growth growth, List<Growth> owned) {
    List<Phrase> detail = new ArrayList<>();
    detail.add(Phrase.of("classes.grown", Quantity.bytes(growth.bytes()), growth.count()));
    for (Growth part : owned) {
      detail.add(
          Phrase.of(
              "classes.in-step",
              Quantity.bytes(part.bytes()),
              part.count(),
              part.name(),
              Quantity.bytes(part.bytes() / part.count())));
    }
    return new Culprit(
        Culprit.Type.CLASS, growth.name(), growth.now().bytes(), growth.now().count(), detail);
  }

  private record Growth(ClassPopulation now, long bytes, long count) {
    String name() {
      return now.name();
    }

    boolean ofTheJdk() {
      return Step.isOfTheJdk(name().replace("[]", ""));
    }

    boolean isPart() {
      return name().endsWith("[]") || name().equals(STRING);
    }

    boolean isInStepWith(Growth owner) {
      if (owner.count < FEWEST_IN_STEP) {
        return false;
      }
      double each = (double) count / owner.count;
      long whole = Math.round(each);
      return whole >= 1 && whole <= MOST_OWNED && Math.abs(each - whole) <= IN_STEP * whole;
    }
  }
}
