package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.ProcessMemory;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Memory goes out to swap and comes back, all the time. Swap in use alone is nothing: pages that
 * nobody needs went out once and stay there.
 */
final class SwapDetector implements Detector {
  /** So many intervals long, most of them. */
  private static final int INTERVALS = 20;

  /** Pages a second in one direction; each that comes in keeps a thread waiting for the disk. */
  private static final double PAGES_IN = 20;

  /** The container's own waits for the disk: swap counters are the machine's. */
  private static final double MAJOR_FAULTS = 20;

  /** What goes out, as a share of what comes in: less is a return of what was once swapped out. */
  private static final double OUT_OF_IN = 0.1;

  /** Percent of the time in which some thread waited for memory (PSI, over ten seconds). */
  private static final double STALLED = 10;

  private static final double STALLED_MOSTLY = 50;

  /** Swap that is a smaller share of the memory cannot hold what is needed. */
  private static final double LEAST_SWAPPED = 0.02;

  @Override
  public String name() {
    return Kind.SWAP_THRASH.label();
  }

  @Override
  public Finding examine(Window window) {
    ContainerMemory container = window.snapshot().container().value().orElse(null);
    if (container == null) {
      return Finding.none(window.snapshot().container().reason());
    }
    if (!window.snapshot().machine().isKnown()) {
      return Finding.none(window.snapshot().machine().reason());
    }
    long swapped = swapped(window, container);
    if (swapped == 0) {
      return Finding.none("nothing is swapped out");
    }
    if (swapped < LEAST_SWAPPED * container.usage()) {
      return Finding.none("only " + Quantity.bytes(swapped) + " are swapped out");
    }
    Pace in = Pace.of(window.series(Account.SWAP_INS), INTERVALS, PAGES_IN);
    Pace out = Pace.of(window.series(Account.SWAP_OUTS), INTERVALS, 0);
    Pace faults = Pace.of(window.series(Account.MAJOR_FAULTS), INTERVALS, MAJOR_FAULTS);
    if (in.intervals() < INTERVALS) {
      return Finding.none("too little data: " + in.intervals() + " intervals so far");
    }
    if (!in.persists(INTERVALS) || !faults.persists(INTERVALS)) {
      return Finding.none("what is swapped out stays there");
    }
    if (out.perSecond() < OUT_OF_IN * in.perSecond()) {
      return Finding.none("memory comes back from swap and nothing follows it out");
    }
    return Finding.of(
        verdict(window, container, swapped, in, out, faults, severity(container)), Set.of());
  }

  /** v1 without swap accounting tells only what this process has in swap. */
  private static long swapped(Window window, ContainerMemory container) {
    long own = window.snapshot().process().value().map(ProcessMemory::swap).orElse(0L);
    return Math.max(container.swap(), own);
  }

  private static Severity severity(ContainerMemory container) {
    OptionalDouble stalled = container.stalled();
    if (stalled.isEmpty()) {
      return Severity.WARNING;
    }
    if (stalled.getAsDouble() < STALLED) {
      return Severity.WATCH;
    }
    return stalled.getAsDouble() < STALLED_MOSTLY ? Severity.WARNING : Severity.CRITICAL;
  }

  private static Verdict verdict(
      Window window,
      ContainerMemory container,
      long swapped,
      Pace in,
      Pace out,
      Pace faults,
      Severity severity) {
    long own = window.snapshot().process().value().map(ProcessMemory::swap).orElse(0L);
    Phrase limit =
        container.limit().isPresent()
            ? Phrase.of("swap-thrash.limit", Quantity.bytes(container.limit().getAsLong()))
            : Phrase.of("room.machine");
    return new Verdict(
        Kind.SWAP_THRASH,
        severity,
        container.stalled().isPresent() ? 0.9 : 0.8,
        "swap-thrash/container",
        Phrase.of(
            "swap-thrash.summary",
            Quantity.bytes(swapped),
            Quantity.rounded(in.perSecond()),
            Quantity.rounded(out.perSecond()),
            Words.stalled(container)),
        Phrase.of(
            "swap-thrash.why", limit, Quantity.bytes(own), Quantity.duration((long) in.seconds())),
        List.of(
            Phrase.of("swap-thrash.remedy.less"),
            Phrase.of("swap-thrash.remedy.more", Quantity.bytes(swapped)),
            Phrase.of("swap-thrash.remedy.none"),
            Phrase.of("swap-thrash.remedy.swappiness")),
        "swap",
        swapped,
        0,
        container.limit(),
        Forecast.NONE,
        List.of(),
        List.of(
            new Evidence("swapped out", swapped, "bytes"),
            new Evidence("pages swapped in", in.perSecond(), "1/s"),
            new Evidence("pages swapped out", out.perSecond(), "1/s"),
            new Evidence("major faults of the container", faults.perSecond(), "1/s"),
            new Evidence("intervals with swap-in", 100 * in.persistence(), "%")),
        List.of(),
        List.of());
  }
}
