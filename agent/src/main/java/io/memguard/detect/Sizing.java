package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Item;
import io.memguard.ledger.Series;
import io.memguard.ledger.Window;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.util.ArrayList;
import java.util.List;

/**
 * What a heap and a container should be, from what was measured in this life. Bytes.
 *
 * @param limit the container's limit
 * @param heapMax the maximum heap now
 * @param low what the rest of the container took at least, once warm: it will not be less
 * @param peak what the rest of the container took at most
 */
record Sizing(long limit, long heapMax, long low, long peak) {
  private static final long MIB = 1 << 20;

  /** Room for what was not seen yet, as a share of the limit. */
  private static final double RESERVE = 0.05;

  /** The heap needs this multiple of its live set, or it collects all the time. */
  private static final double OVER_LIVE_SET = 1.5;

  /** Direct memory is bounded at this multiple of what was seen. */
  private static final double OVER_DIRECT = 1.5;

  /**
   * Measures the rest of the container: everything that cannot be reclaimed but this JVM's heap.
   *
   * @param beside points of {@link Account#BESIDE_HEAP}, those of the warm-up left out
   */
  static Sizing of(long limit, long heapMax, Series beside) {
    return new Sizing(limit, heapMax, (long) beside.min(), (long) beside.max());
  }

  /** By how much heap and rest together exceed the limit; negative while they fit. */
  long excess() {
    return heapMax + low - limit;
  }

  /** The largest maximum heap that leaves room for the rest, in whole MiB; 0 when there is none. */
  long heapThatFits() {
    return Math.max(0, MIB * (long) Math.floor((limit - peak - RESERVE * limit) / MIB));
  }

  /** The limit that the present maximum heap needs. */
  long limitThatFits() {
    return MIB * (long) Math.ceil((heapMax + peak) / (1 - RESERVE) / MIB);
  }

  /** Flags and limits with numbers, in the order to try them. */
  List<Phrase> remedies(Window window) {
    List<Phrase> remedies = new ArrayList<>();
    Series live = window.liveSet();
    long heap = heapThatFits();
    boolean enough = heap > 0 && (live.size() == 0 || heap >= OVER_LIVE_SET * live.last());
    if (enough) {
      remedies.add(
          Phrase.of(
              "sizing.lower",
              heap / MIB,
              100 * heap / limit,
              Quantity.bytes(peak),
              live.size() == 0
                  ? Phrase.NONE
                  : Phrase.of("sizing.live", Quantity.bytes((long) live.last()))));
      remedies.add(raise("sizing.or-raise"));
    } else {
      remedies.add(raise("sizing.raise"));
      remedies.add(Phrase.of("sizing.too-small", Quantity.bytes(heap), Quantity.bytes(peak)));
    }
    remedies.add(rest(window));
    return List.copyOf(remedies);
  }

  private Phrase raise(String key) {
    return Phrase.of(key, limitThatFits() / MIB, Quantity.bytes(heapMax));
  }

  /** Direct memory and stacks have bounds of their own, and the defaults are generous. */
  private static Phrase rest(Window window) {
    Series direct = window.series(Account.OFF_HEAP);
    double used = direct.size() == 0 ? 0 : direct.max();
    long bound = Math.max(16, (long) (OVER_DIRECT * used) / MIB);
    int threads = window.snapshot().process().value().map(process -> process.threads()).orElse(0);
    long stacks = window.statement().process().getOrDefault(Item.THREAD_STACKS, 0L);
    return Phrase.of(
        "sizing.rest",
        bound,
        Quantity.bytes((long) used),
        threads > 0 && window.snapshot().nativeMemory().isKnown()
            ? Phrase.of("sizing.stacks", threads, Quantity.bytes(stacks))
            : Phrase.NONE);
  }
}
