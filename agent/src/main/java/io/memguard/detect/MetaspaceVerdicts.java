package io.memguard.detect;

import io.memguard.ledger.Trend;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;
import io.memguard.snapshot.LoaderFamily;
import io.memguard.snapshot.NonHeapMemory;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What is said about class metadata. */
final class MetaspaceVerdicts {
  private static final int MOST_CULPRITS = 4;

  /** A bound that is advised leaves room for what is not yet loaded. */
  private static final double SPACIOUS = 1.5;

  private MetaspaceVerdicts() {}

  static Verdict leak(
      Window window,
      NonHeapMemory nonHeap,
      Trend trend,
      Proof proof,
      Severity severity,
      MetaspaceLimit limit,
      Optional<LoaderRise> cause,
      Optional<Trial> trial,
      boolean retained) {
    List<LoaderRise> named = named(window, cause);
    boolean proved = severity.compareTo(Severity.WARNING) >= 0;
    Phrase until =
        proof.forecast().seconds().isPresent()
            ? Phrase.of(
                "metaspace-leak.until",
                limit.name(),
                Quantity.duration(proof.forecast().seconds().getAsLong()))
            : Phrase.NONE;
    Phrase who = named.isEmpty() ? Phrase.NONE : words(named.get(0));
    return new Verdict(
        Kind.METASPACE_LEAK,
        severity,
        proof.confidence(retained),
        "metaspace-leak/metaspace",
        Phrase.of(
            "metaspace-leak.summary",
            Phrase.of(proved ? "leaks" : "grows"),
            Quantity.bytes(nonHeap.metaspaceUsed()),
            nonHeap.loadedClasses(),
            Quantity.bytes((long) trend.gain()),
            Quantity.duration((long) trend.span()),
            who,
            until),
        explanation(trial, retained),
        remedies(named, nonHeap, limit),
        "metaspace",
        nonHeap.metaspaceUsed(),
        trend.perSecond(),
        OptionalLong.of((long) limit.bytes()),
        proof.forecast(),
        culprits(named),
        List.of(
            new Evidence("metaspace in use", nonHeap.metaspaceUsed(), "bytes"),
            new Evidence("growth", trend.perSecond(), "bytes/s"),
            new Evidence("classes loaded", nonHeap.loadedClasses(), "1"),
            new Evidence("classes unloaded in this life", nonHeap.unloadedClasses(), "1"),
            new Evidence("samples in the window", trend.points(), "1")),
        trial.map(one -> List.of(one.experiment())).orElse(List.of()),
        List.of());
  }

  private static List<LoaderRise> named(Window window, Optional<LoaderRise> cause) {
    Map<String, LoaderRise> byType = new LinkedHashMap<>();
    cause.ifPresent(rise -> byType.put(rise.now().type(), rise));
    LoaderRise.growing(window.loaders())
        .forEach(rise -> byType.putIfAbsent(rise.now().type(), rise));
    return byType.values().stream().limit(MOST_CULPRITS).toList();
  }

  private static Phrase words(LoaderRise rise) {
    LoaderFamily family = rise.now();
    return rise.ofLoaders()
        ? Phrase.of(
            "metaspace-leak.loaders",
            family.loaders(),
            family.type(),
            Quantity.rounded(rise.gain()),
            family.pattern().isEmpty()
                ? Phrase.NONE
                : Phrase.of("metaspace-leak.such-as", family.pattern()))
        : Phrase.of(
            "metaspace-leak.classes",
            family.ofPattern(),
            family.pattern(),
            family.type(),
            Quantity.rounded(rise.gain()));
  }

  private static Phrase explanation(Optional<Trial> trial, boolean retained) {
    Phrase tested;
    if (trial.isPresent() && retained) {
      tested = Words.beforeAndAfter("metaspace-leak.tested", trial.get().experiment());
    } else {
      tested = Phrase.of(retained ? "metaspace-leak.collections" : "metaspace-leak.open");
    }
    return Phrase.sentences(tested, Phrase.of("metaspace-leak.why"));
  }

  private static List<Phrase> remedies(
      List<LoaderRise> named, NonHeapMemory nonHeap, MetaspaceLimit limit) {
    List<Phrase> remedies = new ArrayList<>();
    String pattern = named.isEmpty() ? "" : named.get(0).now().pattern();
    boolean lambdas =
        !named.isEmpty() && !named.get(0).ofLoaders() && named.get(0).now().ofLambdas();
    if (lambdas) {
      remedies.add(Phrase.of("metaspace-leak.remedy.lambdas"));
    } else if (pattern.contains("Script")) {
      remedies.add(Phrase.of("metaspace-leak.remedy.scripts"));
    } else if (pattern.contains("Proxy")
        || pattern.contains("ByteBuddy")
        || pattern.contains("CGLIB")) {
      remedies.add(Phrase.of("metaspace-leak.remedy.proxies"));
    } else {
      remedies.add(Phrase.of("metaspace-leak.remedy.any"));
    }
    remedies.add(Words.withPid("metaspace-leak.remedy.see"));
    if (!lambdas) {
      remedies.add(Phrase.of("metaspace-leak.remedy.holder"));
    }
    if (limit.ofContainer()) {
      remedies.add(
          Phrase.of(
              "metaspace-leak.remedy.bound",
              Math.max(64, (long) (SPACIOUS * nonHeap.metaspaceCommitted()) >> 20)));
    }
    remedies.add(Phrase.of("remedy.restart"));
    return remedies;
  }

  private static List<Culprit> culprits(List<LoaderRise> named) {
    List<Culprit> culprits = new ArrayList<>();
    for (LoaderRise rise : named) {
      LoaderFamily family = rise.now();
      List<Phrase> detail = new ArrayList<>();
      detail.add(
          Phrase.of(
              rise.ofLoaders() ? "metaspace-leak.more-loaders" : "metaspace-leak.more-classes",
              family.loaders(),
              family.classes(),
              Quantity.rounded(rise.gain())));
      if (!family.pattern().isEmpty()) {
        detail.add(Phrase.text(family.pattern() + " x " + family.ofPattern()));
      }
      culprits.add(new Culprit(Culprit.Type.CLASS_LOADER, family.type(), 0, rise.count(), detail));
    }
    return culprits;
  }
}
