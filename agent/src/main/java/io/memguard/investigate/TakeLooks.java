package io.memguard.investigate;

import io.memguard.detect.Question;
import io.memguard.ledger.Look;
import io.memguard.ledger.Window;
import io.memguard.snapshot.Reading;
import io.memguard.source.Source;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Looks at threads or class loaders again and again while they are under suspicion, so that
 * detectors see which family of them grows. Within a budget: the longer it takes, and the longer it
 * goes on, the rarer the looks.
 */
public final class TakeLooks<T> implements Investigation {
  private static final double SHORTEST_GAP_SECONDS = 2.5;

  /** Looks take at most one part in so many of one processor. */
  private static final double COST_DIVISOR = 100;

  /** After so many looks they become half as frequent. */
  private static final int LOOKS_AT_ONE_PACE = 48;

  /** A suspicion that was not renewed for so many ticks is over. */
  private static final int QUIET_TICKS = 60;

  private final Question question;
  private final Source<List<T>> census;
  private final Consumer<Look<T>> record;
  private final Runnable forget;
  private final LongSupplier cpuClock;
  private int looks;
  private int quiet;
  private double nextSecond;

  /**
   * Looks that answer one question.
   *
   * @param record takes each look into the ledger
   * @param forget drops them there and in the census
   * @param cpuClock what a look costs, nanoseconds
   */
  public TakeLooks(
      Question question,
      Source<List<T>> census,
      Consumer<Look<T>> record,
      Runnable forget,
      LongSupplier cpuClock) {
    this.question = question;
    this.census = census;
    this.record = record;
    this.forget = forget;
    this.cpuClock = cpuClock;
  }

  @Override
  public void settle(Set<Question> questions, Window window) {
    if (!questions.contains(question)) {
      quiet++;
      if (quiet == QUIET_TICKS) {
        rest();
      }
      return;
    }
    quiet = 0;
    if (window.second() < nextSecond) {
      return;
    }
    long begin = cpuClock.getAsLong();
    Reading<List<T>> found = census.read();
    double cost = (cpuClock.getAsLong() - begin) / 1e9;
    found.value().ifPresent(families -> record.accept(new Look<>(window.second(), families)));
    double gap = SHORTEST_GAP_SECONDS * (1L << Math.min(12, looks / LOOKS_AT_ONE_PACE));
    nextSecond = window.second() + Math.max(gap, COST_DIVISOR * cost);
    looks++;
  }

  @Override
  public void rest() {
    looks = 0;
    nextSecond = 0;
    forget.run();
  }
}
