package io.memguard.source;

import io.memguard.snapshot.MemoryRange;
import io.memguard.snapshot.Reading;
import io.memguard.snapshot.ResidentPages;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Counts resident pages when the resident set has moved since the last count, within an allowance
 * of CPU. The count costs some milliseconds a gigabyte, far too much for every tick of a large
 * process.
 */
public final class ResidentPageSource implements Source<ResidentPages> {
  /** Count again when the resident set moved by this share. */
  private static final double MOVED = 0.01;

  /** After so large a move the statement would not balance. */
  private static final double MOVED_FAR = 0.025;

  /**
   * While the resident set moves, counting may take this share of one core; at rest nothing is
   * counted.
   */
  private static final double ALLOWANCE = 0.004;

  /** After a far move the count waits for so many times as long as the last one took: 2.5 %. */
  private static final long FAR_WAIT = 40;

  private static final long MOST_SAVED_NANOS = 300_000_000;

  private final PageCount count;
  private final LongSupplier nanoClock;
  private LongSupplier costClock;
  private Supplier<List<MemoryRange>> ranges = List::of;
  private Reading<ResidentPages> last = Reading.unavailable("not counted yet");
  private long savedNanos = MOST_SAVED_NANOS / 2;
  private long savedAt;
  private long notBefore;
  private long rss;

  public ResidentPageSource(PageCount count, LongSupplier nanoClock) {
    this.count = count;
    this.nanoClock = nanoClock;
    this.costClock = nanoClock;
    this.savedAt = nanoClock.getAsLong();
    this.notBefore = savedAt;
  }

  /** Where the JVM's own address ranges come from, once it can be asked. */
  public void ranges(Supplier<List<MemoryRange>> source) {
    ranges = source;
    last = Reading.unavailable("not counted yet");
  }

  /** CPU time of the reading thread: on a busy machine a count waits longer than it works. */
  public void chargeBy(LongSupplier clock) {
    costClock = clock;
  }

  /** Tells the resident set of this tick. */
  void resident(long bytes) {
    rss = bytes;
  }

  @Override
  public String name() {
    return "pages";
  }

  /** Counts now, whatever the allowance says; what it costs is paid off later. */
  Reading<ResidentPages> readNow() {
    savedNanos = Math.max(savedNanos, 1);
    return read();
  }

  @Override
  public Reading<ResidentPages> read() {
    long now = nanoClock.getAsLong();
    savedNanos = Math.min(MOST_SAVED_NANOS, savedNanos + (long) (ALLOWANCE * (now - savedAt)));
    savedAt = now;
    double move = last.value().map(pages -> Math.abs(rss - pages.rss()) / (double) rss).orElse(1.0);
    boolean saved = savedNanos > 0;
    if ((move > MOVED && saved) || (move > MOVED_FAR && now - notBefore >= 0)) {
      long begin = costClock.getAsLong();
      last = count.count(ranges.get(), rss);
      long cost = costClock.getAsLong() - begin;
      // A far move is not paid off by the small ones after it: a start would blind them for long.
      savedNanos = saved ? savedNanos - cost : savedNanos;
      notBefore = nanoClock.getAsLong() + FAR_WAIT * cost;
    }
    return last;
  }
}
