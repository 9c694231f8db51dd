package io.memguard.investigate;

import io.memguard.instrument.ApplicationFrames;
import io.memguard.investigate.Step.Field;
import io.memguard.snapshot.HeldObject;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds in the reference chains of sampled objects the field that gathers them: few objects have
 * it, and many samples hang on it. What lies above it (the application as a whole) holds them too
 * and says nothing; what lies below belongs to each of them.
 */
final class Holders {
  private static final int MOST_HOLDERS = 3;

  /** A holder gathers at least this share of the samples; several leaks share them. */
  private static final double[] SHARES = {0.5, 0.25, 0.1};

  /** Steps of a chain that are told in its name. */
  private static final int MOST_STEPS = 6;

  /** Steps of a chain that are told in its detail: those at its ends. */
  private static final int MOST_LINES = 24;

  /** So far above a library's field the application's own one is looked for. */
  private static final int STEPS_TO_THE_APPLICATION = 5;

  private static final int PACKAGE_WORDS = 2;
  private static final String ARROW = " → ";
  private static final String ELLIPSIS = "…";

  private final long nowMillis;

  /** {@code nowMillis}: ages are counted from it, epoch. */
  Holders(long nowMillis) {
    this.nowMillis = nowMillis;
  }

  private record Sample(HeldObject object, List<Step> steps) {
    boolean has(Predicate<String> type) {
      return type.test(object.type()) || object.chain().stream().anyMatch(h -> type.test(h.type()));
    }
  }

  /**
   * The holders that gather most, and where what they hold was allocated.
   *
   * @param growing names of the classes that grow; empty when that is not known
   * @param ignored classes whose objects are nobody's leak
   */
  List<Culprit> of(List<HeldObject> objects, Set<String> growing, Predicate<String> ignored) {
    List<Sample> left = new ArrayList<>();
    Map<String, Boolean> known = new HashMap<>();
    for (HeldObject object : objects) {
      Sample sample = new Sample(object, Step.of(object));
      boolean own = sample.has(type -> known.computeIfAbsent(type, ignored::test));
      if (!sample.steps.isEmpty() && !own) {
        left.add(sample);
      }
    }
    left = suspects(left, growing);
    int all = left.size();
    List<Culprit> culprits = new ArrayList<>();
    Set<String> names = new HashSet<>();
    while (culprits.size() < MOST_HOLDERS && left.size() > all / 10) {
      Optional<Field> found = gathering(left);
      if (found.isEmpty()) {
        break;
      }
      Field field = found.get();
      List<Sample> held = left.stream().filter(sample -> has(sample, field)).toList();
      Culprit culprit = culprit(field, held, all);
      if (names.add(culprit.name())) {
        culprits.add(culprit);
      }
      if (culprits.size() == 1) {
        site(held).ifPresent(culprits::add);
      }
      left = left.stream().filter(sample -> !has(sample, field)).toList();
    }
    return culprits;
  }

  /**
   * Samples of what grows. Arrays and the JDK's classes grow with everything, so they count only
   * where no other class grows.
   */
  private static List<Sample> suspects(List<Sample> samples, Set<String> growing) {
    List<Sample> ofTheApplication =
        samples.stream()
            .filter(one -> one.has(type -> !Step.isOfTheJdk(type) && growing.contains(type)))
            .toList();
    if (!ofTheApplication.isEmpty()) {
      return ofTheApplication;
    }
    List<Sample> any = samples.stream().filter(one -> growing.contains(one.object.type())).toList();
    return any.isEmpty() && growing.isEmpty() ? samples : any;
  }

  private static boolean has(Sample sample, Field field) {
    return sample.steps.stream().anyMatch(step -> step.asField().equals(field));
  }

  private static Optional<Field> gathering(List<Sample> samples) {
    Map<Field, Set<Long>> addresses = new HashMap<>();
    Map<Field, Integer> counts = new HashMap<>();
    for (Sample sample : samples) {
      Set<Field> seen = new HashSet<>();
      for (Step step : sample.steps) {
        addresses.computeIfAbsent(step.asField(), f -> new HashSet<>()).add(step.address());
        if (seen.add(step.asField())) {
          counts.merge(step.asField(), 1, Integer::sum);
        }
      }
    }
    for (boolean ofTheJdk : new boolean[] {false, true}) {
      for (double share : SHARES) {
        Map<Field, Integer> votes = new HashMap<>();
        for (Sample sample : samples) {
          innermost(sample, ofTheJdk, share * samples.size(), counts, addresses)
              .ifPresent(field -> votes.merge(field, 1, Integer::sum));
        }
        Optional<Field> most =
            votes.entrySet().stream()
                .max(
                    Map.Entry.<Field, Integer>comparingByValue()
                        .thenComparing(entry -> entry.getKey().words()))
                .map(Map.Entry::getKey);
        if (most.isPresent()) {
          return most;
        }
      }
    }
    return Optional.empty();
  }

  /** The step nearest to the object that gathers enough. */
  private static Optional<Field> innermost(
      Sample sample,
      boolean ofTheJdk,
      double least,
      Map<Field, Integer> counts,
      Map<Field, Set<Long>> addresses) {
    for (int i = sample.steps.size() - 1; i >= 0; i--) {
      Step step = sample.steps.get(i);
      int count = counts.get(step.asField());
      int objects = addresses.get(step.asField()).size();
      boolean inACollection =
          i + 1 < sample.steps.size()
              && sample.steps.get(i + 1).ofTheJdk()
              && sample.steps.get(i + 1).hops() > 1;
      // A field of few objects gathers; the inner nodes of a tree have a few samples each.
      boolean gathers = count > 1 && (long) objects * objects <= count;
      boolean alone = objects == 1 && inACollection;
      boolean held = (gathers || alone) && !recurs(sample, step);
      if (step.ofTheJdk() == ofTheJdk && count >= least && held) {
        return Optional.of(step.asField());
      }
    }
    return Optional.empty();
  }

  /** Nodes of lists and trees hold each other: none of them is where they hang. */
  private static boolean recurs(Sample sample, Step step) {
    return !step.ofTheJdk()
        && sample.steps.stream().filter(other -> other.type().equals(step.type())).count() > 1;
  }

  private Culprit culprit(Field field, List<Sample> held, int all) {
    Sample typical = typical(held);
    int index = 0;
    while (!typical.steps.get(index).asField().equals(field)) {
      index++;
    }
    int begin = begin(typical, index, applicationPackages(held));
    List<String> detail = new ArrayList<>();
    detail.add(
        "%d of %d sampled objects that grow hang on it, allocated %s before"
            .formatted(held.size(), all, ages(held)));
    detail.add(
        typical.steps.get(0).isStatic()
            ? "held by the static field " + full(typical.steps.get(0))
            : "held by " + typical.object.root());
    int steps = typical.steps.size();
    for (int i = 0; i < steps; i++) {
      if (steps > MOST_LINES && i == MOST_LINES / 2) {
        detail.add("… %d steps …".formatted(steps - MOST_LINES));
        i = steps - MOST_LINES / 2;
      }
      detail.add(words(typical.steps.get(i)));
    }
    detail.add(typical.object.type());
    return new Culprit(Culprit.Type.HOLDER, name(typical, begin, index), 0, 0, List.copyOf(detail));
  }

  /** One with the most common way from its holder, of those the shortest one. */
  private static Sample typical(List<Sample> held) {
    Map<List<Field>, Integer> ways = new HashMap<>();
    held.forEach(sample -> ways.merge(fields(sample), 1, Integer::sum));
    return held.stream()
        .max(
            Comparator.<Sample>comparingInt(sample -> ways.get(fields(sample)))
                .thenComparing(sample -> -sample.object.chain().size()))
        .orElseThrow();
  }

  private static List<Field> fields(Sample sample) {
    return sample.steps.stream().map(Step::asField).toList();
  }

  private static Set<String> applicationPackages(List<Sample> held) {
    Set<String> packages = new HashSet<>();
    held.forEach(
        sample ->
            ApplicationFrames.top(sample.object.stack())
                .filter(frame -> !Step.isOfTheJdk(frame))
                .map(Holders::packageOf)
                .ifPresent(packages::add));
    return packages;
  }

  private static String packageOf(String type) {
    String[] words = type.split("\\.", PACKAGE_WORDS + 1);
    return words.length <= PACKAGE_WORDS ? "" : words[0] + "." + words[1];
  }

  /** A library's field is told with the application's field that holds the library's object. */
  private static int begin(Sample sample, int holder, Set<String> application) {
    for (int i = holder; i >= 0 && i >= holder - STEPS_TO_THE_APPLICATION; i--) {
      Step step = sample.steps.get(i);
      if (!step.ofTheJdk() && application.contains(packageOf(step.type()))) {
        return i;
      }
    }
    return holder;
  }

  private static String name(Sample sample, int begin, int holder) {
    List<String> words = new ArrayList<>();
    for (int i = begin; i < sample.steps.size(); i++) {
      Step step = sample.steps.get(i);
      if (step.isArray() && i > begin) {
        continue;
      }
      words.add(
          step.ofTheJdk() && i > begin
              ? new Field(step.type(), "").words()
              : step.asField().words());
      if (step.ofTheJdk() && step.hops() > 1) {
        words.add(ELLIPSIS);
      }
    }
    if (words.get(words.size() - 1).equals(ELLIPSIS)) {
      words.add(new Field(sample.object.type(), "").words());
    }
    int head = Math.min(words.size(), Math.max(2, Math.min(3, holder - begin + 2)));
    if (words.size() > MOST_STEPS) {
      List<String> cut = new ArrayList<>(words.subList(0, head));
      cut.add(ELLIPSIS);
      cut.addAll(words.subList(words.size() - 2, words.size()));
      words = cut;
    }
    return String.join(ARROW, words).replace(ELLIPSIS + ARROW + ELLIPSIS, ELLIPSIS);
  }

  private String ages(List<Sample> held) {
    long oldest = held.stream().mapToLong(one -> one.object.allocatedMillis()).min().orElseThrow();
    long newest = held.stream().mapToLong(one -> one.object.allocatedMillis()).max().orElseThrow();
    return Quantity.duration(Math.max(0, nowMillis - newest) / 1000)
        + " to "
        + Quantity.duration(Math.max(0, nowMillis - oldest) / 1000);
  }

  private static String words(Step step) {
    return full(step) + (step.hops() > 1 ? " (and %d more)".formatted(step.hops() - 1) : "");
  }

  private static String full(Step step) {
    return step.field().isEmpty() ? step.type() : step.type() + "." + step.field();
  }

  /** Where most of what hangs on a holder was allocated. */
  private static Optional<Culprit> site(List<Sample> held) {
    Map<String, List<HeldObject>> sites = new HashMap<>();
    for (Sample sample : held) {
      ApplicationFrames.top(sample.object.stack())
          .ifPresent(f -> sites.computeIfAbsent(f, none -> new ArrayList<>()).add(sample.object));
    }
    return sites.entrySet().stream()
        .max(
            Comparator.<Map.Entry<String, List<HeldObject>>>comparingInt(e -> e.getValue().size())
                .thenComparing(Map.Entry::getKey))
        .map(
            entry ->
                new Culprit(
                    Culprit.Type.ALLOCATION_SITE,
                    entry.getKey(),
                    0,
                    0,
                    entry.getValue().get(0).stack()));
  }
}
