package io.memguard.act;

import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often an action that disturbs the application may be repeated: so many times in any hour, and
 * after each time that did not help twice as rarely as before.
 */
public final class Budget {

  private static final long HOUR = Duration.ofHours(1).toNanos();
  private static final long LONGEST_BACK_OFF = Duration.ofHours(6).toNanos();

  private final int perHour;
  private final long firstBackOff;
  private final LongSupplier nanoClock;
  private final Deque<Long> spent = new ArrayDeque<>();
  private long backOff;
  private long backOffSince;

  /**
   * @param firstBackOff how long to wait after the first time that did not help
   * @param nanoClock monotonic, such as {@code System::nanoTime}
   */
  public Budget(int perHour, Duration firstBackOff, LongSupplier nanoClock) {
    this.perHour = perHour;
    this.firstBackOff = firstBackOff.toNanos();
    this.nanoClock = nanoClock;
  }

  /** Spends one attempt, or says in a clause why there is none to spend. */
  synchronized Optional<Phrase> spend() {
    long now = nanoClock.getAsLong();
    while (!spent.isEmpty() && now - spent.peekFirst() >= HOUR) {
      spent.removeFirst();
    }
    long waited = now - backOffSince;
    if (waited < backOff) {
      return Optional.of(Phrase.of("budget.no-help", duration(backOff - waited)));
    }
    if (spent.size() >= perHour) {
      Phrase next =
          perHour == 0
              ? Phrase.NONE
              : Phrase.of("budget.next", duration(HOUR - (now - spent.peekFirst())));
      return Optional.of(Phrase.of("budget.spent", perHour, next));
    }
    spent.addLast(now);
    return Optional.empty();
  }

  /** Tells how the attempt that was spent last turned out. */
  synchronized void settle(boolean helped) {
    backOffSince = nanoClock.getAsLong();
    if (helped) {
      backOff = 0;
    } else {
      backOff = backOff == 0 ? firstBackOff : Math.min(LONGEST_BACK_OFF, backOff * 2);
    }
  }

  private static String duration(long nanos) {
    return Quantity.duration(Math.max(1, Duration.ofNanos(nanos).toSeconds()));
  }
}
