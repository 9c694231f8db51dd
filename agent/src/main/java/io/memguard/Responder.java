package io.memguard;

import io.memguard.act.HeapDump;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.HeapMemory;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Decides when a heap dump is due: a proved heap leak, or with {@code heap-dump=pressure} a
 * threshold.
 */
final class Responder {
  private static final String HEAP = "heap-leak/heap";
  private static final String CONTAINER = "oom-risk/container";

  private final HeapDump heapDump;
  private final boolean onLeak;
  private final boolean onPressure;
  private final double heapShare;
  private final double containerShare;

  /** Troubles that have their dump: they are not asked about again. */
  private final Set<String> served = new HashSet<>();

  /** A dump that was taken or refused, with the case it belongs to. */
  record Done(String fingerprint, HeapDump.Outcome outcome) {}

  Responder(HeapDump heapDump, Options options) {
    this.heapDump = heapDump;
    this.onLeak = !options.is(OptionKey.HEAP_DUMP, "off");
    this.onPressure = options.is(OptionKey.HEAP_DUMP, "pressure");
    this.heapShare = options.share(OptionKey.HEAP_DUMP_AT);
    this.containerShare = options.share(OptionKey.CONTAINER_DUMP_AT);
  }

  /** Takes the dump that this moment asks for, if any. */
  Optional<Done> respond(Moment moment) {
    for (Verdict verdict : moment.verdicts()) {
      if (onLeak
          && verdict.kind() == Kind.HEAP_LEAK
          && verdict.severity().compareTo(Severity.WARNING) >= 0) {
        return take(HEAP, moment.liveSet(), Phrase.of("dump.leak"));
      }
    }
    return onPressure ? pressure(moment) : Optional.empty();
  }

  private Optional<Done> pressure(Moment moment) {
    HeapMemory heap = moment.snapshot().heap().value().orElse(null);
    if (heap != null && moment.liveSet() >= heapShare * heap.max()) {
      return take(
          // The same trouble as a leak that is proved later or was before: one dump serves both.
          HEAP,
          moment.liveSet(),
          Phrase.of("dump.live-set", Quantity.percent((double) moment.liveSet() / heap.max())));
    }
    ContainerMemory container = moment.snapshot().container().value().orElse(null);
    if (container != null
        && container.limit().isPresent()
        && container.nonReclaimable() >= containerShare * container.limit().getAsLong()) {
      return take(
          CONTAINER,
          moment.liveSet(),
          Phrase.of(
              "dump.container",
              Quantity.percent(
                  (double) container.nonReclaimable() / container.limit().getAsLong())));
    }
    return Optional.empty();
  }

  private Optional<Done> take(String fingerprint, long liveSet, Phrase reason) {
    if (served.contains(fingerprint)) {
      return Optional.empty();
    }
    HeapDump.Outcome outcome = heapDump.take(fingerprint, liveSet, reason);
    if (outcome instanceof HeapDump.Outcome.Taken) {
      served.add(fingerprint);
    }
    boolean news = !(outcome instanceof HeapDump.Outcome.Refused refused && refused.repeated());
    return news ? Optional.of(new Done(fingerprint, outcome)) : Optional.empty();
  }
}
