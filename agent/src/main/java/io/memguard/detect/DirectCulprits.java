package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Series;
import io.memguard.ledger.Window;
import io.memguard.snapshot.AllocationSite;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Phrase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who holds memory off the heap: allocation sites by bytes still held, one for each frame of the
 * application, with the stack of the largest.
 *
 * <p>A chunk of Netty's pool is allocated by whoever asks when the pool is empty, so its site says
 * nothing. Where the pool's buffers are tracked they stand for it, and of the chunks only what no
 * buffer explains is left, under the pool's own name.
 *
 * @param all at most five
 * @param pooled whether the first one holds buffers of a pool
 * @param younger whether much of the memory is older than the tracking, and has no site
 */
record DirectCulprits(List<Culprit> all, boolean pooled, boolean younger) {
  private static final int MOST = 5;

  /**
   * A chunk stays whole while one buffer of it is lent, so whoever holds even this share of the
   * chunks holds them all. Below, buffers in use by chance are not to blame for what a pool keeps.
   */
  private static final double HOLDING = 0.02;

  /** Sites that know this part of the memory need no excuse. */
  private static final double MOST_OF_IT = 0.8;

  private static final Comparator<Culprit> LARGEST =
      Comparator.comparingLong(Culprit::bytes).reversed();

  static DirectCulprits of(Window window) {
    Series memory = window.series(Account.OFF_HEAP);
    long known = bytes(window.snapshot().sites().value().orElse(List.of()));
    boolean younger = known > 0 && memory.size() > 0 && known < MOST_OF_IT * memory.last();
    return named(window, younger);
  }

  private static DirectCulprits named(Window window, boolean younger) {
    List<AllocationSite> sites = window.snapshot().sites().value().orElse(List.of());
    Optional<List<AllocationSite>> lent = window.snapshot().lent().value();
    if (lent.isEmpty()) {
      return first(sorted(sites.stream().map(DirectCulprits::owner)), Set.of(), younger);
    }
    List<AllocationSite> chunks = sites.stream().filter(site -> site.pool().isPresent()).toList();
    long chunkBytes = bytes(chunks);
    List<AllocationSite> borrowers = within(chunkBytes, lent.get());
    List<AllocationSite> owners = sites.stream().filter(site -> site.pool().isEmpty()).toList();
    Set<String> names = new HashSet<>();
    borrowers.forEach(site -> names.add(site.applicationFrame()));
    List<Culprit> culprits =
        new ArrayList<>(
            sorted(
                Stream.concat(
                    borrowers.stream().map(DirectCulprits::borrower),
                    owners.stream().map(DirectCulprits::owner))));
    long lentBytes = bytes(borrowers);
    remainder(chunks, chunkBytes - lentBytes).ifPresent(culprits::add);
    long largestOwner = owners.stream().mapToLong(AllocationSite::bytes).max().orElse(0);
    if (lentBytes >= HOLDING * chunkBytes && chunkBytes >= largestOwner) {
      culprits.sort(Comparator.comparing(culprit -> !names.contains(culprit.name())));
    } else {
      culprits.sort(LARGEST);
    }
    return first(culprits, names, younger);
  }

  private static DirectCulprits first(
      List<Culprit> culprits, Set<String> borrowers, boolean younger) {
    return new DirectCulprits(
        culprits.stream().limit(MOST).toList(),
        !culprits.isEmpty() && borrowers.contains(culprits.get(0).name()),
        younger);
  }

  /** For the end of a summary; empty where nobody is known. */
  Phrase where() {
    return all.isEmpty()
        ? Phrase.NONE
        : Phrase.of(pooled ? "off-heap.at.pooled" : "off-heap.at", all.get(0).name());
  }

  /** For an explanation; empty where there is nothing to explain. */
  Phrase note() {
    if (pooled) {
      return Phrase.of("off-heap.chunks");
    }
    return younger ? Phrase.of("off-heap.younger") : Phrase.NONE;
  }

  /** What to do about the first one. */
  Phrase remedy() {
    if (all.isEmpty()) {
      return Phrase.of("off-heap.remedy.find");
    }
    return Phrase.of(pooled ? "off-heap.remedy.pooled" : "off-heap.remedy.site");
  }

  /**
   * Buffers lent, at most as much as the chunks hold that were allocated in the same time. What
   * lies in older chunks explains no growth; and where a pool leaves its chunks to the collector,
   * what was forgotten is counted although it is free again.
   */
  private static List<AllocationSite> within(long chunkBytes, List<AllocationSite> lent) {
    double share = Math.min(1, (double) chunkBytes / Math.max(1, bytes(lent)));
    return lent.stream()
        .map(
            site ->
                new AllocationSite(
                    site.applicationFrame(),
                    site.frames(),
                    Math.round(site.bytes() * share),
                    Math.round(site.count() * share)))
        .filter(site -> site.bytes() > 0)
        .toList();
  }

  private static Culprit owner(AllocationSite site) {
    return culprit(site, site.frames());
  }

  private static Culprit borrower(AllocationSite site) {
    return culprit(site, site.framesOutsidePool());
  }

  private static Culprit culprit(AllocationSite site, List<String> frames) {
    return new Culprit(
        Culprit.Type.ALLOCATION_SITE,
        site.applicationFrame(),
        site.bytes(),
        site.count(),
        Phrase.texts(frames));
  }

  /** The pools themselves, if they hold more than their buffers. */
  private static Optional<Culprit> remainder(List<AllocationSite> chunks, long bytes) {
    return bytes <= 0
        ? Optional.empty()
        : chunks.stream()
            .max(Comparator.comparingLong(AllocationSite::bytes))
            .map(
                largest ->
                    new Culprit(
                        Culprit.Type.ALLOCATION_SITE,
                        largest.pool().orElse(largest.applicationFrame()),
                        bytes,
                        chunks.stream().mapToLong(AllocationSite::count).sum(),
                        Phrase.texts(largest.frames())));
  }

  private static long bytes(List<AllocationSite> sites) {
    return sites.stream().mapToLong(AllocationSite::bytes).sum();
  }

  private static List<Culprit> sorted(Stream<Culprit> culprits) {
    Map<String, Culprit> byFrame = new LinkedHashMap<>();
    culprits.forEach(
        culprit ->
            byFrame.merge(
                culprit.name(),
                culprit,
                (a, b) ->
                    new Culprit(
                        a.type(),
                        a.name(),
                        a.bytes() + b.bytes(),
                        a.count() + b.count(),
                        a.bytes() >= b.bytes() ? a.detail() : b.detail())));
    return byFrame.values().stream().sorted(LARGEST).toList();
  }
}
