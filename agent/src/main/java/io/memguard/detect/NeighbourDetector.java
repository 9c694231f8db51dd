package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Window;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.Neighbour;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Evidence;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** The container fills, and it is another process of it that grows, not this JVM. */
final class NeighbourDetector implements Detector {
  private static final double LEAST_GAIN = 0.02;

  /**
   * The neighbours must make at least this share of what the container cannot reclaim; pages that
   * several processes share, and file pages, are in their resident sets and fill nothing.
   */
  private static final double MAIN_PART = 0.5;

  /** This JVM may have grown by this share of their growth: more, and it has its own trouble. */
  private static final double OWN_PART = 0.8;

  /** The same without its heap, which has a bound and fills up to it in its first minutes. */
  private static final double OWN_PART_BESIDE_HEAP = 0.5;

  private static final int MOST_CULPRITS = 5;

  @Override
  public String name() {
    return Kind.NEIGHBOUR.label();
  }

  @Override
  public Finding examine(Window window) {
    ContainerMemory container = window.snapshot().container().value().orElse(null);
    List<Neighbour> present = window.snapshot().neighbours().value().orElse(null);
    if (container == null) {
      return Finding.none(window.snapshot().container().reason());
    }
    if (present == null) {
      return Finding.none(window.snapshot().neighbours().reason());
    }
    if (container.limit().isEmpty()) {
      return Finding.none("the container has no memory limit");
    }
    if (present.isEmpty()) {
      return Finding.none("this JVM is alone in its container");
    }
    long limit = container.limit().getAsLong();
    Series others = window.series(Account.NEIGHBOURS);
    Trend trend = window.trend(Account.NEIGHBOURS, LEAST_GAIN * limit);
    if (!trend.growing()) {
      return Finding.none(
          others.size() < 12
              ? "too little data: " + others.size() + " samples so far"
              : "the other processes do not grow");
    }
    double gain = trend.gain();
    // A start takes much and is over soon: the second half of the growth may show that it is.
    if (growsItself(window, trend.span(), gain)
        && growsItself(window, trend.span() / 2, gain / 2)) {
      return Finding.none("this JVM grows with the others");
    }
    double own = window.gain(Account.RSS, trend.span());
    double filled = window.gain(Account.NON_RECLAIMABLE, trend.span());
    if (filled < MAIN_PART * gain) {
      return Finding.none("what the other processes gain can be reclaimed, or is shared");
    }
    double level = (double) container.nonReclaimable() / limit;
    double toLimit = limit - (double) container.nonReclaimable();
    Forecast forecast = trend.forecast(container.nonReclaimable(), limit);
    Proof proof = new Proof(trend, level, toLimit, forecast);
    List<Culprit> culprits =
        culprits(present, window.neighbours().at(window.second() - trend.span()));
    return Finding.of(
        verdict(container, trend, proof, proof.byTicks(), (long) others.last(), own, culprits),
        Set.of());
  }

  /** Whether this JVM has its own trouble beside others that gained so much in that time. */
  private static boolean growsItself(Window window, double seconds, double othersGain) {
    double own = window.gain(Account.RSS, seconds);
    double ownHeap = Math.max(0, window.gain(Account.HEAP_RESIDENT, seconds));
    return own >= OWN_PART * othersGain || own - ownHeap >= OWN_PART_BESIDE_HEAP * othersGain;
  }

  /** The processes that grew most since then, those of one name together. */
  private static List<Culprit> culprits(List<Neighbour> now, List<Neighbour> then) {
    Map<Integer, Long> before = new HashMap<>();
    then.forEach(one -> before.put(one.pid(), one.rss()));
    Map<String, List<Neighbour>> byName = new TreeMap<>();
    Map<String, Long> growth = new HashMap<>();
    for (Neighbour one : now) {
      byName.computeIfAbsent(one.name(), name -> new ArrayList<>()).add(one);
      growth.merge(one.name(), one.rss() - before.getOrDefault(one.pid(), 0L), Long::sum);
    }
    return byName.entrySet().stream()
        .filter(entry -> growth.get(entry.getKey()) > 0)
        .sorted(Comparator.comparingLong(entry -> -growth.get(entry.getKey())))
        .limit(MOST_CULPRITS)
        .map(entry -> culprit(entry.getKey(), entry.getValue(), growth.get(entry.getKey())))
        .toList();
  }

  private static Culprit culprit(String name, List<Neighbour> processes, long growth) {
    List<Phrase> detail = new ArrayList<>();
    detail.add(Phrase.of("neighbour.grew", Quantity.bytes(growth)));
    for (Neighbour one : processes.subList(0, Math.min(processes.size(), MOST_CULPRITS))) {
      detail.add(Phrase.text("pid " + one.pid() + ": " + Quantity.bytes(one.rss())));
    }
    String who =
        processes.size() == 1
            ? name + " (pid " + processes.get(0).pid() + ")"
            : name + " (" + processes.size() + " processes)";
    return new Culprit(
        Culprit.Type.PROCESS,
        who,
        processes.stream().mapToLong(Neighbour::rss).sum(),
        processes.size(),
        List.copyOf(detail));
  }

  private static Verdict verdict(
      ContainerMemory container,
      Trend trend,
      Proof proof,
      Severity severity,
      long others,
      double own,
      List<Culprit> culprits) {
    long limit = container.limit().orElseThrow();
    Phrase who =
        culprits.isEmpty() ? Phrase.of("neighbour.another") : Phrase.text(culprits.get(0).name());
    return new Verdict(
        Kind.NEIGHBOUR,
        severity,
        proof.confidence(false),
        "neighbour/container",
        Phrase.of(
            "neighbour.summary",
            who,
            Quantity.bytes((long) trend.gain()),
            Quantity.duration((long) trend.span()),
            Quantity.bytes(others),
            proof.forecast().until("neighbour.until")),
        Phrase.of(
            "neighbour.why",
            Quantity.bytes(container.nonReclaimable()),
            Quantity.bytes(limit),
            Quantity.bytes((long) own)),
        List.of(
            Phrase.of("neighbour.remedy.look"),
            Phrase.of("neighbour.remedy.bound"),
            Phrase.of("neighbour.remedy.container")),
        "neighbours",
        others,
        trend.perSecond(),
        OptionalLong.of(limit),
        proof.forecast(),
        culprits,
        List.of(
            new Evidence("resident in other processes", others, "bytes"),
            new Evidence("growth of the others", trend.perSecond(), "bytes/s"),
            new Evidence("growth of this JVM in the same time", own, "bytes"),
            new Evidence("samples in the window", trend.points(), "1"),
            new Evidence("Kendall's tau", trend.tau(), "1")),
        List.of(),
        List.of());
  }
}
