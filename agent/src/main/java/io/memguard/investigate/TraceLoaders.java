package io.memguard.investigate;

import io.memguard.detect.Question;
import io.memguard.ledger.Look;
import io.memguard.ledger.Looks;
import io.memguard.ledger.Window;
import io.memguard.snapshot.HeldLoaders;
import io.memguard.snapshot.HeldObject;
import io.memguard.snapshot.LoaderFamily;
import io.memguard.snapshot.Reading;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Names the field or the threads that hold the class loaders that become ever more. One search when
 * they are known to, and few more as they go on.
 */
public final class TraceLoaders implements Investigation {
  private static final int MOST_SEARCHES = 3;

  /** They must have become so many times as many before they are searched again. */
  private static final double GROWN_BETWEEN_SEARCHES = 2;

  /** Fewer new loaders than this are not what grows. */
  private static final int MANY_LOADERS = 12;

  /** The same of classes. */
  private static final int MANY_CLASSES = 500;

  /** Threads hold them when so many of the references that were found begin at threads alike. */
  private static final double MAIN_PART = 0.5;

  private final BiFunction<LoaderFamily, Boolean, Reading<HeldLoaders>> search;
  private final Consumer<Phrase> log;
  private int searches;
  private double next;
  private List<Culprit> holders = List.of();
  private Phrase unknown = Phrase.NONE;

  /**
   * The search.
   *
   * @param search for the loaders of a family, or for its classes
   */
  public TraceLoaders(
      BiFunction<LoaderFamily, Boolean, Reading<HeldLoaders>> search, Consumer<Phrase> log) {
    this.search = search;
    this.log = log;
  }

  private record Growth(LoaderFamily family, boolean ofLoaders, int count, int gain) {}

  @Override
  public void settle(Set<Question> questions, Window window) {
    if (!questions.contains(Question.TRACE_LOADERS) || searches >= MOST_SEARCHES) {
      return;
    }
    grown(window.loaders()).filter(growth -> growth.count() >= next).ifPresent(this::search);
  }

  private static Optional<Growth> grown(Looks<LoaderFamily> looks) {
    return grown(looks, true, LoaderFamily::loaders)
        .filter(growth -> growth.gain() >= MANY_LOADERS)
        .or(
            () ->
                grown(looks, false, LoaderFamily::ofPattern)
                    .filter(growth -> growth.gain() >= MANY_CLASSES));
  }

  private static Optional<Growth> grown(
      Looks<LoaderFamily> looks, boolean ofLoaders, ToIntFunction<LoaderFamily> figure) {
    List<LoaderFamily> first =
        looks.firstFrom(Double.NEGATIVE_INFINITY).map(Look::found).orElse(List.of());
    return looks.last().map(Look::found).orElse(List.of()).stream()
        .filter(family -> !family.jdk())
        .map(
            family -> {
              int before =
                  first.stream()
                      .filter(then -> then.type().equals(family.type()))
                      .filter(then -> ofLoaders || then.pattern().equals(family.pattern()))
                      .mapToInt(figure)
                      .sum();
              int now = figure.applyAsInt(family);
              return new Growth(family, ofLoaders, now, now - before);
            })
        .max(Comparator.comparingInt(Growth::gain));
  }

  private void search(Growth growth) {
    searches++;
    next = GROWN_BETWEEN_SEARCHES * growth.count();
    long begin = System.nanoTime();
    Reading<HeldLoaders> reading = search.apply(growth.family(), growth.ofLoaders());
    long millis = (System.nanoTime() - begin) / 1_000_000;
    HeldLoaders found = reading.value().orElse(null);
    if (found == null) {
      unknown = Phrase.of("loaders.unknown", reading.reason());
      return;
    }
    if (found.loaders() == 0) {
      String why = growth.family().ofLambdas() ? "loaders.of-lambdas" : "loaders.of-their-loader";
      unknown = Phrase.of(why, growth.family().type());
      return;
    }
    log.accept(
        Phrase.of(
            "loaders.searched",
            growth.family().type(),
            found.reached(),
            found.loaders(),
            found.visited(),
            Quantity.millis(millis)));
    List<Culprit> named = named(found);
    if (!named.isEmpty()) {
      holders = named;
      unknown = Phrase.NONE;
    } else {
      unknown =
          Phrase.of(found.complete() ? "loaders.not-held" : "loaders.not-met", found.visited());
    }
  }

  private static List<Culprit> named(HeldLoaders found) {
    List<Culprit> fields =
        new Holders(HolderWords.ofReferences(found))
            .of(found.references(), Set.of(), type -> false);
    return fields.isEmpty() ? threads(found).map(List::of).orElse(List.of()) : fields;
  }

  /** Each of many threads may hold one loader: then no field gathers them. */
  private static Optional<Culprit> threads(HeldLoaders found) {
    Map<String, List<HeldObject>> byRoot = new HashMap<>();
    for (HeldObject reference : found.references()) {
      byRoot.computeIfAbsent(reference.root(), root -> new ArrayList<>()).add(reference);
    }
    return byRoot.entrySet().stream()
        .filter(entry -> !entry.getKey().isEmpty())
        .max(Comparator.comparingInt(entry -> entry.getValue().size()))
        .filter(entry -> entry.getValue().size() >= MAIN_PART * found.references().size())
        .map(entry -> HolderWords.ofReferences(found).threads(entry.getKey(), entry.getValue()));
  }

  @Override
  public Verdict enrich(Verdict verdict) {
    if (verdict.kind() != Kind.METASPACE_LEAK) {
      return verdict;
    }
    if (holders.isEmpty()) {
      return unknown.isNone() ? verdict : verdict.withNote(unknown);
    }
    List<Culprit> all = new ArrayList<>(verdict.culprits());
    all.addAll(holders);
    return verdict.withCulprits(all, Phrase.of("holders.held", holders.get(0).name()));
  }

  @Override
  public void rest() {
    searches = 0;
    next = 0;
    holders = List.of();
    unknown = Phrase.NONE;
  }
}
