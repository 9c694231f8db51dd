package io.memguard.detect;

import io.memguard.ledger.Trend;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;
import io.memguard.snapshot.LoaderFamily;
import io.memguard.snapshot.NonHeapMemory;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Kind;
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
    String until =
        proof.forecast().seconds().isPresent()
            ? "; at this pace it fills %s in about %s"
                .formatted(limit.name(), Quantity.duration(proof.forecast().seconds().getAsLong()))
            : "";
    String who = named.isEmpty() ? "" : "; " + words(named.get(0));
    return new Verdict(
        Kind.METASPACE_LEAK,
        severity,
        proof.confidence(retained),
        "metaspace-leak/metaspace",
        "class metadata %s: %s in %d classes, +%s in %s%s%s"
            .formatted(
                proved ? "leaks" : "grows",
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
        proof.forecast().seconds(),
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

  private static String words(LoaderRise rise) {
    LoaderFamily family = rise.now();
    return rise.ofLoaders()
        ? "%d class loaders %s, +%.0f since the first look%s"
            .formatted(
                family.loaders(),
                family.type(),
                rise.gain(),
                family.pattern().isEmpty() ? "" : ", with classes such as " + family.pattern())
        : "%d classes %s in %s, +%.0f since the first look"
            .formatted(family.ofPattern(), family.pattern(), family.type(), rise.gain());
  }

  private static String explanation(Optional<Trial> trial, boolean retained) {
    String tested;
    if (trial.isPresent() && retained) {
      tested =
          "A collection was run to tell: %s before, %s after. "
              .formatted(
                  Quantity.bytes(trial.get().experiment().beforeBytes()),
                  Quantity.bytes(trial.get().experiment().afterBytes()));
    } else if (retained) {
      tested = "It kept rising through collections of the whole heap. ";
    } else {
      tested =
          "Whether the classes are held or merely not unloaded yet is not known; a collection that looks at the whole heap tells. ";
    }
    return tested
        + "A class is unloaded only together with its class loader, and a loader lives as long as anything refers to it, to one of its classes or to one of their objects: a cache of compiled scripts, a thread or thread-local of an undeployed application, a static registry. Metaspace lies outside the heap: -Xmx does not bound it. A warm-up slows down, and a bounded cache of scripts or proxies stops; this has done neither yet.";
  }

  private static List<String> remedies(
      List<LoaderRise> named, NonHeapMemory nonHeap, MetaspaceLimit limit) {
    List<String> remedies = new ArrayList<>();
    String pattern = named.isEmpty() ? "" : named.get(0).now().pattern();
    if (pattern.contains("Script")) {
      remedies.add(
          "Compile a script once and keep it by its text, in a bounded cache; do not call evaluate() or parse() with new text per request, and close the script's class loader.");
    } else if (pattern.contains("Proxy")
        || pattern.contains("ByteBuddy")
        || pattern.contains("CGLIB")) {
      remedies.add(
          "Make the generated class once for each type and keep it: generate into the type's own loader by a cache (for Byte Buddy: TypeCache), not a new class per call.");
    } else {
      remedies.add(
          "Find what defines these classes again and again, and keep the first result; close loaders that are done with and drop what refers to them.");
    }
    long pid = ProcessHandle.current().pid();
    remedies.add(
        "See the loaders: jcmd %d VM.classloader_stats; and who defines classes: -Xlog:class+load=info."
            .formatted(pid));
    remedies.add(
        "See who holds a loader: take a heap dump and follow the shortest path to a GC root from one ClassLoader of that type (Eclipse MAT: Duplicate Classes).");
    if (limit.name().equals(MetaspaceLimit.CONTAINER)) {
      remedies.add(
          "Make the failure early and inside Java: -XX:MaxMetaspaceSize=%dm turns a container kill into an OutOfMemoryError: Metaspace."
              .formatted(Math.max(64, (long) (SPACIOUS * nonHeap.metaspaceCommitted()) >> 20)));
    }
    remedies.add("Until it is fixed, restart the service before the limit is met.");
    return remedies;
  }

  private static List<Culprit> culprits(List<LoaderRise> named) {
    List<Culprit> culprits = new ArrayList<>();
    for (LoaderRise rise : named) {
      LoaderFamily family = rise.now();
      List<String> detail = new ArrayList<>();
      detail.add(
          "%d loaders, %d classes, +%.0f %s since the first look"
              .formatted(
                  family.loaders(),
                  family.classes(),
                  rise.gain(),
                  rise.ofLoaders() ? "loaders" : "classes"));
      if (!family.pattern().isEmpty()) {
        detail.add(family.pattern() + " x " + family.ofPattern());
      }
      culprits.add(new Culprit(Culprit.Type.CLASS_LOADER, family.type(), 0, rise.count(), detail));
    }
    return culprits;
  }
}
