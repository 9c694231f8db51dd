package io.memguard.investigate;

import io.memguard.investigate.Step.Field;
import io.memguard.snapshot.HeldObject;
import io.memguard.verdict.Culprit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds in the reference chains of sampled objects the field that gathers them: few objects have
 * it, and many samples hang on it. What lies above it (the application as a whole) holds them too
 * and says nothing; what lies below belongs to each of them.
 */
final class Holders {
  private static final int MOST_HOLDERS = 3;

  /** A holder gathers at least this share of the samples; several leaks share them. */
  private static final double[] SHARES = {0.5, 0.25, 0.1};

  private final HolderWords words;

  Holders(HolderWords words) {
    this.words = words;
  }

  /**
   * The holders that gather most, and where what the first one holds was allocated: after it, or
   * before it where it is a collection of the JDK and no field of the application leads to it, as
   * when a thread was just filling it.
   *
   * @param growing names of the classes that grow; empty when that is not known
   * @param ignored classes whose objects are nobody's leak
   */
  List<Culprit> of(List<HeldObject> objects, Set<String> growing, Predicate<String> ignored) {
    List<HeldSample> left = new ArrayList<>();
    Map<String, Boolean> known = new HashMap<>();
    for (HeldObject object : objects) {
      HeldSample sample = HeldSample.of(object);
      boolean own = sample.has(type -> known.computeIfAbsent(type, ignored::test));
      if (!sample.steps().isEmpty() && !own) {
        left.add(sample);
      }
    }
    left = suspects(left, growing.stream().map(Holders::visible).collect(Collectors.toSet()));
    int all = left.size();
    List<Culprit> culprits = new ArrayList<>();
    Set<String> names = new HashSet<>();
    while (culprits.size() < MOST_HOLDERS && left.size() > all / 10) {
      Optional<Field> found = gathering(left);
      if (found.isEmpty()) {
        break;
      }
      Field field = found.get();
      List<HeldSample> held = left.stream().filter(sample -> has(sample, field)).toList();
      Culprit culprit = words.holder(field, held, all);
      if (names.add(culprit.name())) {
        culprits.add(culprit);
      }
      if (culprits.size() == 1) {
        // A collection of the JDK that only a thread holds says less than the place that fills it.
        int at = held.stream().allMatch(Holders::isOfTheJdk) ? 0 : 1;
        HolderWords.site(held).ifPresent(site -> culprits.add(at, site));
      }
      left = left.stream().filter(sample -> !has(sample, field)).toList();
    }
    return culprits;
  }

  /**
   * Samples of what grows. Arrays and the JDK's classes grow with everything, so they count only
   * where no other class grows.
   */
  private static List<HeldSample> suspects(List<HeldSample> samples, Set<String> growing) {
    List<HeldSample> ofTheApplication =
        samples.stream()
            .filter(one -> one.has(type -> !Step.isOfTheJdk(type) && growing.contains(type)))
            .toList();
    if (!ofTheApplication.isEmpty()) {
      return ofTheApplication;
    }
    List<HeldSample> any =
        samples.stream().filter(one -> growing.contains(one.object().type())).toList();
    return any.isEmpty() && growing.isEmpty() ? samples : any;
  }

  /** Whether no class of the application is named on the way to it. */
  private static boolean isOfTheJdk(HeldSample sample) {
    return sample.steps().stream().allMatch(Step::ofTheJdk);
  }

  /** The name of a hidden class without its address, which histograms have and chains do not. */
  private static String visible(String type) {
    return type.replaceFirst("[/+]0x[0-9a-f]+$", "");
  }

  private static boolean has(HeldSample sample, Field field) {
    return sample.steps().stream().anyMatch(step -> step.asField().equals(field));
  }

  private static Optional<Field> gathering(List<HeldSample> samples) {
    Map<Field, Set<Long>> addresses = new HashMap<>();
    Map<Field, Integer> counts = new HashMap<>();
    for (HeldSample sample : samples) {
      Set<Field> seen = new HashSet<>();
      for (Step step : sample.steps()) {
        addresses.computeIfAbsent(step.asField(), f -> new HashSet<>()).add(step.address());
        if (seen.add(step.asField())) {
          counts.merge(step.asField(), 1, Integer::sum);
        }
      }
    }
    for (boolean ofTheJdk : new boolean[] {false, true}) {
      for (double share : SHARES) {
        Map<Field, Integer> votes = new HashMap<>();
        for (HeldSample sample : samples) {
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
      HeldSample sample,
      boolean ofTheJdk,
      double least,
      Map<Field, Integer> counts,
      Map<Field, Set<Long>> addresses) {
    for (int i = sample.steps().size() - 1; i >= 0; i--) {
      Step step = sample.steps().get(i);
      int count = counts.get(step.asField());
      int objects = addresses.get(step.asField()).size();
      boolean inACollection =
          i + 1 < sample.steps().size()
              && sample.steps().get(i + 1).ofTheJdk()
              && sample.steps().get(i + 1).hops() > 1;
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
  private static boolean recurs(HeldSample sample, Step step) {
    return !step.ofTheJdk()
        && sample.steps().stream().filter(other -> other.type().equals(step.type())).count() > 1;
  }
}
