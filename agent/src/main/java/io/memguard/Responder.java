package io.memguard;

import io.memguard.act.HeapDump;
import io.memguard.act.HeapDump.Outcome;
import io.memguard.snapshot.HeapMemory;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Decides when a heap dump is due: a proved heap leak; direct memory that was refused to the
 * application; a container that is about to be killed while the heap grows; with {@code
 * heap-dump=pressure} also a threshold.
 */
final class Responder {
  private static final String HEAP = "heap-leak/heap";
  private static final String DIRECT = "direct-memory-refused";
  private static final String CONTAINER = "oom-risk/container";

  /**
   * A dump serves every trouble that comes before the live set is so much larger: they are told by
   * the same objects, and each dump costs its pause.
   */
  private static final double STILL_THE_SAME_HEAP = 1.25;

  private final HeapDump heapDump;
  private final Supplier<Optional<String>> directRefusal;
  private final boolean onLeak;
  private final boolean onPressure;
  private final double heapShare;
  private final double containerShare;

  /** Troubles that have their dump: they are not asked about again. */
  private final Set<String> served = new HashSet<>();

  private Outcome.Taken newest;
  private long newestLiveSet;

  /** What was done about a case, as a sentence. */
  record Done(String fingerprint, Phrase sentence) {}

  /**
   * A reason to take a dump.
   *
   * @param trouble what has one dump
   * @param fingerprint of the case that is told of it
   */
  private record Trigger(String trouble, String fingerprint, Phrase reason) {
    Trigger(String fingerprint, Phrase reason) {
      this(fingerprint, fingerprint, reason);
    }
  }

  /**
   * Takes dumps.
   *
   * @param directRefusal the application's first OutOfMemoryError about direct memory that was seen
   */
  Responder(HeapDump heapDump, Options options, Supplier<Optional<String>> directRefusal) {
    this.heapDump = heapDump;
    this.directRefusal = directRefusal;
    this.onLeak = !options.is(OptionKey.HEAP_DUMP, "off");
    this.onPressure = options.is(OptionKey.HEAP_DUMP, "pressure");
    this.heapShare = options.share(OptionKey.HEAP_DUMP_AT);
    this.containerShare = options.share(OptionKey.CONTAINER_DUMP_AT);
  }

  /** Takes the dump that this moment asks for, one at most; what was done, case by case. */
  List<Done> respond(Moment moment) {
    List<Done> done = new ArrayList<>();
    for (Trigger trigger : triggers(moment)) {
      if (!served.contains(trigger.trouble())) {
        take(trigger, moment.liveSet()).ifPresent(done::add);
      }
    }
    return done;
  }

  /** The most telling first: its reason goes into the log. */
  private List<Trigger> triggers(Moment moment) {
    Stream<Optional<Trigger>> leaks =
        onLeak ? Stream.of(leak(moment), refusal(moment), killSoon(moment)) : Stream.empty();
    Stream<Optional<Trigger>> levels =
        onPressure ? Stream.of(fullHeap(moment), fullContainer(moment)) : Stream.empty();
    return Stream.concat(leaks, levels).flatMap(Optional::stream).toList();
  }

  private static Optional<Trigger> leak(Moment moment) {
    return open(moment, Kind.HEAP_LEAK, Severity.WARNING)
        .map(verdict -> new Trigger(HEAP, Phrase.of("dump.leak")));
  }

  /** Who holds the buffers is in the heap. */
  private Optional<Trigger> refusal(Moment moment) {
    String fingerprint =
        open(moment, Kind.DIRECT_LEAK, Severity.WATCH).map(Verdict::fingerprint).orElse(DIRECT);
    return directRefusal
        .get()
        .map(
            message ->
                new Trigger(DIRECT, fingerprint, Phrase.text("OutOfMemoryError: " + message)));
  }

  /** A dump tells nothing of a container that grows beside the heap. */
  private static Optional<Trigger> killSoon(Moment moment) {
    boolean heapSuspected = open(moment, Kind.HEAP_LEAK, Severity.WATCH).isPresent();
    return open(moment, Kind.OOM_RISK, Severity.CRITICAL)
        .filter(verdict -> verdict.account().equals("heap") || heapSuspected)
        .map(
            verdict ->
                new Trigger(
                    CONTAINER,
                    verdict.secondsToLimit().isPresent()
                        ? Phrase.of(
                            "dump.kill-in", Quantity.duration(verdict.secondsToLimit().getAsLong()))
                        : Phrase.of("dump.kill")));
  }

  private static Optional<Verdict> open(Moment moment, Kind kind, Severity least) {
    return moment.verdicts().stream()
        .filter(verdict -> verdict.kind() == kind && verdict.severity().compareTo(least) >= 0)
        .findFirst();
  }

  private Optional<Trigger> fullHeap(Moment moment) {
    HeapMemory heap = moment.snapshot().heap().value().orElse(null);
    // The same trouble as a leak that is proved later or was before: one dump serves both.
    return heap == null || moment.liveSet() < heapShare * heap.max()
        ? Optional.empty()
        : Optional.of(
            new Trigger(
                HEAP,
                Phrase.of(
                    "dump.live-set", Quantity.percent((double) moment.liveSet() / heap.max()))));
  }

  private Optional<Trigger> fullContainer(Moment moment) {
    double share = moment.containerShare();
    return share < containerShare
        ? Optional.empty()
        : Optional.of(new Trigger(CONTAINER, Phrase.of("dump.container", Quantity.percent(share))));
  }

  private Optional<Done> take(Trigger trigger, long liveSet) {
    if (newest != null && liveSet <= STILL_THE_SAME_HEAP * newestLiveSet) {
      served.add(trigger.trouble());
      return Optional.of(
          new Done(
              trigger.fingerprint(), Phrase.of("dump.shared", trigger.reason(), newest.path())));
    }
    Outcome outcome = heapDump.take(trigger.trouble(), liveSet, trigger.reason());
    if (outcome instanceof Outcome.Taken taken) {
      served.add(trigger.trouble());
      newest = taken;
      newestLiveSet = liveSet;
    }
    boolean news = !(outcome instanceof Outcome.Refused refused && refused.repeated());
    return news
        ? Optional.of(new Done(trigger.fingerprint(), outcome.sentence()))
        : Optional.empty();
  }
}
