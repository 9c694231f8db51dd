package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Series;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A container that looks full and is full of page cache. That is how the kernel works, but whoever
 * watches the usage would ask. Only where the cache is too small for the work, so that the same
 * pages are thrown out and read back again and again, something is wrong.
 */
final class PageCacheDetector implements Detector {
  /** From this share of the limit on a graph of the usage looks alarming. */
  private static final double LOOKS_FULL = 0.85;

  /** A cache that makes less than this share of the limit does not explain a full container. */
  private static final double LARGE_CACHE = 0.25;

  /** With more that cannot be reclaimed it is not the cache that fills the container. */
  private static final double MOSTLY_CACHE = 0.7;

  private static final double LEAST_GAIN = 0.02;

  /** So many samples long it must look full, most of the time: a log that rotates is a sawtooth. */
  private static final int SAMPLES = 24;

  private static final double MOST = 0.75;

  /** Pages a second that are read back: 4 MiB with pages of 4 KiB. */
  private static final double REFAULTS = 1_000;

  /**
   * Waits for the disk a second. Mapped pages of code and files come back one by one, each for some
   * milliseconds of a thread.
   */
  private static final double MAJOR_FAULTS = 20;

  /** Percent of the time in which some thread waited for memory (PSI, over ten seconds). */
  private static final double STALLED = 10;

  @Override
  public String name() {
    return Kind.PAGE_CACHE.label();
  }

  @Override
  public Finding examine(Window window) {
    ContainerMemory container = window.snapshot().container().value().orElse(null);
    if (container == null) {
      return Finding.none(window.snapshot().container().reason());
    }
    if (container.limit().isEmpty()) {
      return Finding.none("the container has no memory limit");
    }
    long limit = container.limit().getAsLong();
    Series usage = window.series(Account.CONTAINER_USAGE).last(SAMPLES);
    if (usage.size() < SAMPLES) {
      return Finding.none("too little data: " + usage.size() + " samples so far");
    }
    if (shareAbove(usage, LOOKS_FULL * limit) < MOST) {
      return Finding.none("the container is not full");
    }
    Pace refaults = Pace.of(window.series(Account.REFAULTS), SAMPLES, REFAULTS);
    Pace faults = Pace.of(window.series(Account.MAJOR_FAULTS), SAMPLES, MAJOR_FAULTS);
    if (refaults.persists(SAMPLES - 1) && hurts(container, faults)) {
      return Finding.of(storm(container, limit, refaults, faults), Set.of());
    }
    if (container.pageCache() < LARGE_CACHE * limit
        || container.nonReclaimable() > MOSTLY_CACHE * limit) {
      return Finding.none("it is not page cache that fills the container");
    }
    if (window.trend(Account.NON_RECLAIMABLE, LEAST_GAIN * limit).growing()) {
      return Finding.none("memory that cannot be reclaimed grows too");
    }
    return Finding.of(harmless(container, limit, refaults), Set.of());
  }

  private static double shareAbove(Series usage, double bytes) {
    int above = 0;
    for (int i = 0; i < usage.size(); i++) {
      if (usage.value(i) >= bytes) {
        above++;
      }
    }
    return (double) above / usage.size();
  }

  /** A large file that is read over and over refaults too, with read-ahead and nobody waiting. */
  private static boolean hurts(ContainerMemory container, Pace faults) {
    return container.stalled().isPresent()
        ? container.stalled().getAsDouble() >= STALLED
        : faults.persists(SAMPLES - 1);
  }

  private static Verdict harmless(ContainerMemory container, long limit, Pace refaults) {
    return verdict(
        container,
        limit,
        Severity.INFO,
        0.9,
        Phrase.of(
            "page-cache.harmless",
            Quantity.bytes(container.usage()),
            Quantity.bytes(limit),
            Quantity.bytes(container.pageCache())),
        Phrase.of(
            "page-cache.harmless.why",
            Quantity.bytes(container.nonReclaimable()),
            Quantity.percent((double) container.nonReclaimable() / limit),
            Quantity.bytes(container.workingSet())),
        List.of(
            Phrase.of("page-cache.remedy.nothing"),
            Phrase.of("page-cache.remedy.drop-caches"),
            Phrase.of("page-cache.remedy.writer")),
        refaults,
        List.of());
  }

  private static Verdict storm(ContainerMemory container, long limit, Pace refaults, Pace faults) {
    return verdict(
        container,
        limit,
        Severity.WARNING,
        container.stalled().isPresent() ? 0.85 : 0.7,
        Phrase.of(
            "page-cache.storm",
            Quantity.bytes(container.pageCache()),
            Quantity.rounded(refaults.perSecond()),
            Words.stalled(container)),
        Phrase.of(
            "page-cache.storm.why",
            Quantity.bytes(container.nonReclaimable()),
            Quantity.bytes(limit)),
        List.of(
            Phrase.of("page-cache.remedy.raise"),
            Phrase.of("page-cache.remedy.scan"),
            Phrase.of("page-cache.remedy.opposite")),
        refaults,
        List.of(
            new Evidence("major faults", faults.perSecond(), "1/s"),
            new Evidence("stalled", container.stalled().orElse(0), "%")));
  }

  private static Verdict verdict(
      ContainerMemory container,
      long limit,
      Severity severity,
      double confidence,
      Phrase summary,
      Phrase explanation,
      List<Phrase> remedies,
      Pace refaults,
      List<Evidence> more) {
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(new Evidence("usage", container.usage(), "bytes"));
    evidence.add(new Evidence("page cache", container.pageCache(), "bytes"));
    evidence.add(new Evidence("not reclaimable", container.nonReclaimable(), "bytes"));
    evidence.add(new Evidence("working set", container.workingSet(), "bytes"));
    evidence.add(new Evidence("pages read back", refaults.perSecond(), "1/s"));
    evidence.addAll(more);
    return new Verdict(
        Kind.PAGE_CACHE,
        severity,
        confidence,
        severity == Severity.INFO ? "page-cache/container" : "page-cache/refaults",
        summary,
        explanation,
        remedies,
        "page-cache",
        container.pageCache(),
        0,
        OptionalLong.of(limit),
        Forecast.NONE,
        List.of(),
        evidence,
        List.of(),
        List.of());
  }
}
