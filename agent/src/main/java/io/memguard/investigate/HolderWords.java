package io.memguard.investigate;

import io.memguard.instrument.ApplicationFrames;
import io.memguard.investigate.Step.Field;
import io.memguard.snapshot.HeldLoaders;
import io.memguard.snapshot.HeldObject;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What is said about a holder: its name, the chain through it, and where what it holds is made. */
final class HolderWords {
  /** Steps of a chain that are told in its name. */
  private static final int MOST_STEPS = 6;

  /** Steps of a chain that are told in its detail: those at its ends. */
  private static final int MOST_LINES = 24;

  /** So far above a library's field the application's own one is looked for. */
  private static final int STEPS_TO_THE_APPLICATION = 5;

  private static final int PACKAGE_WORDS = 2;
  private static final String ARROW = " → ";
  private static final String ELLIPSIS = "…";

  /** How many of how many hang on it, and what else is known of them. */
  private final BiFunction<List<HeldSample>, Integer, Phrase> counted;

  /** Packages of the application among those of its libraries. */
  private final Function<List<HeldSample>, Set<String>> application;

  private HolderWords(
      BiFunction<List<HeldSample>, Integer, Phrase> counted,
      Function<List<HeldSample>, Set<String>> application) {
    this.counted = counted;
    this.application = application;
  }

  /** {@code nowMillis}: ages are counted from it, epoch. */
  static HolderWords ofSamples(long nowMillis) {
    return new HolderWords(
        (held, all) -> sampled(held, all, nowMillis), HolderWords::packagesThatAllocated);
  }

  static HolderWords ofReferences(HeldLoaders found) {
    return new HolderWords(
        (held, all) ->
            Phrase.of("loaders.referred", held.size(), all, found.reached(), found.loaders()),
        HolderWords::outermostPackages);
  }

  /** Threads alike, each of which holds some. */
  Culprit threads(String threads, List<HeldObject> held) {
    HeldSample typical = typical(held.stream().map(HeldSample::of).toList());
    List<Phrase> detail = new ArrayList<>();
    detail.add(counted.apply(held.stream().map(HeldSample::of).toList(), held.size()));
    typical.steps().forEach(step -> detail.add(words(step)));
    detail.add(Phrase.text(typical.object().type()));
    String name = threads + ARROW + name(typical, 0, 0);
    return new Culprit(Culprit.Type.HOLDER, name, 0, 0, List.copyOf(detail));
  }

  Culprit holder(Field field, List<HeldSample> held, int all) {
    HeldSample typical = typical(held);
    int index = 0;
    while (!typical.steps().get(index).asField().equals(field)) {
      index++;
    }
    int begin = begin(typical, index, application.apply(held));
    List<Phrase> detail = new ArrayList<>();
    detail.add(counted.apply(held, all));
    detail.add(
        typical.steps().get(0).isStatic()
            ? Phrase.of("holders.static", full(typical.steps().get(0)))
            : Phrase.of("holders.root", typical.object().root()));
    int steps = typical.steps().size();
    for (int i = 0; i < steps; i++) {
      if (steps > MOST_LINES && i == MOST_LINES / 2) {
        detail.add(Phrase.of("holders.steps", steps - MOST_LINES));
        i = steps - MOST_LINES / 2;
      }
      detail.add(words(typical.steps().get(i)));
    }
    detail.add(Phrase.text(typical.object().type()));
    Step first = typical.steps().get(begin);
    boolean onlyRoot = begin == 0 && first.ofTheJdk() && !first.isStatic();
    String name = (onlyRoot ? typical.object().root() + ARROW : "") + name(typical, begin, index);
    return new Culprit(Culprit.Type.HOLDER, name, 0, 0, List.copyOf(detail));
  }

  /** One with the most common way from its holder, of those the shortest one. */
  private static HeldSample typical(List<HeldSample> held) {
    Map<List<Field>, Integer> ways = new HashMap<>();
    held.forEach(sample -> ways.merge(fields(sample), 1, Integer::sum));
    return held.stream()
        .max(
            Comparator.<HeldSample>comparingInt(sample -> ways.get(fields(sample)))
                .thenComparing(sample -> -sample.object().chain().size()))
        .orElseThrow();
  }

  private static List<Field> fields(HeldSample sample) {
    return sample.steps().stream().map(Step::asField).toList();
  }

  private static Set<String> packagesThatAllocated(List<HeldSample> held) {
    Set<String> packages = new HashSet<>();
    held.forEach(
        sample ->
            ApplicationFrames.top(sample.object().stack())
                .filter(frame -> !Step.isOfTheJdk(frame))
                .map(HolderWords::packageOf)
                .ifPresent(packages::add));
    return packages;
  }

  /** Where no allocation is known: an application holds its libraries, not the other way round. */
  private static Set<String> outermostPackages(List<HeldSample> held) {
    Set<String> packages = new HashSet<>();
    held.forEach(
        sample ->
            sample.steps().stream()
                .filter(step -> !step.ofTheJdk())
                .findFirst()
                .map(step -> packageOf(step.type()))
                .ifPresent(packages::add));
    return packages;
  }

  private static String packageOf(String type) {
    String[] words = type.split("\\.", PACKAGE_WORDS + 1);
    return words.length <= PACKAGE_WORDS ? "" : words[0] + "." + words[1];
  }

  /** A library's field is told with the application's field that holds the library's object. */
  private static int begin(HeldSample sample, int holder, Set<String> application) {
    for (int i = holder; i >= 0 && i >= holder - STEPS_TO_THE_APPLICATION; i--) {
      Step step = sample.steps().get(i);
      if (!step.ofTheJdk() && application.contains(packageOf(step.type()))) {
        return i;
      }
    }
    return holder;
  }

  private static String name(HeldSample sample, int begin, int holder) {
    List<String> words = new ArrayList<>();
    for (int i = begin; i < sample.steps().size(); i++) {
      Step step = sample.steps().get(i);
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
      words.add(new Field(sample.object().type(), "").words());
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

  private static Phrase sampled(List<HeldSample> held, int all, long nowMillis) {
    long oldest =
        held.stream().mapToLong(one -> one.object().allocatedMillis()).min().orElseThrow();
    long newest =
        held.stream().mapToLong(one -> one.object().allocatedMillis()).max().orElseThrow();
    return Phrase.of(
        "holders.sampled",
        held.size(),
        all,
        Quantity.duration(Math.max(0, nowMillis - newest) / 1000),
        Quantity.duration(Math.max(0, nowMillis - oldest) / 1000));
  }

  private static Phrase words(Step step) {
    return step.hops() > 1
        ? Phrase.of("holders.hops", full(step), step.hops() - 1)
        : Phrase.text(full(step));
  }

  private static String full(Step step) {
    return step.field().isEmpty() ? step.type() : step.type() + "." + step.field();
  }

  /** Where most of what hangs on a holder was allocated. */
  static Optional<Culprit> site(List<HeldSample> held) {
    Map<String, List<HeldObject>> sites = new HashMap<>();
    for (HeldSample sample : held) {
      ApplicationFrames.top(sample.object().stack())
          .ifPresent(f -> sites.computeIfAbsent(f, none -> new ArrayList<>()).add(sample.object()));
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
                    Phrase.texts(entry.getValue().get(0).stack())));
  }
}
