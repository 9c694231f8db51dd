package io.memguard.act;

import io.memguard.snapshot.Reading;
import io.memguard.source.CommandRunner;
import io.memguard.verdict.Experiment;
import io.memguard.verdict.Phrase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Runs one command within a budget and measures what it did to an account. */
final class MeasuredCommand {

  private static final long LONGEST_WAIT = Duration.ofSeconds(2).toNanos();

  /** Cleaners run after the collection, one by one: an account that rests for so long is done. */
  private static final long REST = Duration.ofMillis(500).toNanos();

  private static final long POLL_MILLIS = 20;

  // What System.trim_native_heap prints where the C library cannot trim (musl).
  private static final String NOT_AVAILABLE = "Not available";

  // Less than this is noise of a running application.
  private static final long LEAST_GAIN = 1 << 20;
  private static final double LEAST_GAIN_SHARE = 0.05;

  private final String action;
  private final String refusal;
  private final String command;
  private final CommandRunner commands;
  private final Budget budget;
  private final AtomicBoolean running = new AtomicBoolean();

  /**
   * @param action its name in an {@link Experiment}
   * @param refusal the sentence that it was not done, with why
   */
  MeasuredCommand(
      String action, String refusal, String command, CommandRunner commands, Budget budget) {
    this.action = action;
    this.refusal = refusal;
    this.command = command;
    this.commands = commands;
    this.budget = budget;
  }

  Attempt run(Supplier<Reading<Long>> account) {
    if (!running.compareAndSet(false, true)) {
      return refused(Phrase.of("attempt.running"));
    }
    try {
      return measured(account);
    } finally {
      running.set(false);
    }
  }

  Attempt refused(Phrase why) {
    return new Attempt.Refused(Phrase.of(refusal, why));
  }

  private Attempt measured(Supplier<Reading<Long>> account) {
    Reading<Long> first = account.get();
    if (!first.isKnown()) {
      return refused(Phrase.of("attempt.unmeasurable", first.reason()));
    }
    long before = first.value().orElseThrow();
    Optional<Phrase> overdrawn = budget.spend();
    if (overdrawn.isPresent()) {
      return refused(overdrawn.get());
    }
    long start = System.nanoTime();
    Reading<String> answer = commands.run(command);
    long pauseMillis = (System.nanoTime() - start) / 1_000_000;
    if (!answer.isKnown() || answer.value().orElseThrow().contains(NOT_AVAILABLE)) {
      budget.settle(false);
      return refused(answer.isKnown() ? Phrase.of("attempt.none") : Phrase.text(answer.reason()));
    }
    long after = lowest(account, before);
    long gain = before - after;
    budget.settle(gain >= Math.max(LEAST_GAIN, before * LEAST_GAIN_SHARE));
    return new Attempt.Done(new Experiment(action, before, after, pauseMillis));
  }

  /** Follows the account until it stops falling; the application may be filling it meanwhile. */
  private static long lowest(Supplier<Reading<Long>> account, long before) {
    long start = System.nanoTime();
    long lastFall = start;
    long lowest = account.get().value().orElse(before);
    long now = start;
    while (now - start < LONGEST_WAIT && now - lastFall < REST && pause()) {
      now = System.nanoTime();
      long bytes = account.get().value().orElse(lowest);
      if (bytes < lowest) {
        lowest = bytes;
        lastFall = now;
      }
    }
    return lowest;
  }

  private static boolean pause() {
    try {
      Thread.sleep(POLL_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
