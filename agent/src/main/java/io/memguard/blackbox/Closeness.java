package io.memguard.blackbox;

import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How close the last samples were to what the kernel kills for. Between the last sample and the
 * kill a fast grower goes on growing, so its pace counts too.
 *
 * @param bytes what could not be reclaimed at the last sample; 0 when unknown
 * @param limit the container's; 0 without one
 * @param reach where the steepest of the last rises would have led until two samples later, as a
 *     share of the limit
 * @param secondsLeft until the limit at the pace of the last seconds
 * @param gapSeconds how much longer than the last sample the life may have lasted
 * @param machineShort the machine itself was nearly out of memory
 */
record Closeness(
    long bytes,
    long limit,
    double reach,
    double secondsLeft,
    double gapSeconds,
    boolean machineShort) {
  /** The kernel charges in batches and per CPU: the last percents are not visible. */
  private static final double AT_THE_LIMIT = 0.93;

  private static final double NEAR = 0.8;
  private static final double MACHINE_SHORT = 0.03;
  private static final int SAMPLES_OF_PACE = 10;
  private static final double PACE_SECONDS = 5;

  /**
   * The next sample is due after one interval. Twice that, because the pace is a mean of seconds;
   * and a stop of the whole JVM holds every sample up.
   */
  private static final double GAP_INTERVALS = 2;

  private static final double STOP_SECONDS = 1;

  static Closeness of(Recording recording) {
    List<Sample> samples = recording.samples();
    if (samples.isEmpty()) {
      return new Closeness(0, 0, 0, Double.POSITIVE_INFINITY, 0, false);
    }
    Sample last = samples.get(samples.size() - 1);
    OptionalLong limit = last.get(Figure.CONTAINER_LIMIT);
    long bytes = last.or(Figure.NON_RECLAIMABLE, 0);
    long steepest = 0;
    for (int i = Math.max(1, samples.size() - SAMPLES_OF_PACE); i < samples.size(); i++) {
      long rise =
          samples.get(i).or(Figure.NON_RECLAIMABLE, 0)
              - samples.get(i - 1).or(Figure.NON_RECLAIMABLE, 0);
      steepest = Math.max(steepest, rise);
    }
    long total = last.or(Figure.MACHINE_TOTAL, 0);
    boolean machineShort =
        total > 0 && last.or(Figure.MACHINE_AVAILABLE, total) < MACHINE_SHORT * total;
    double reach = limit.orElse(0) > 0 ? (bytes + 2.0 * steepest) / limit.getAsLong() : 0;
    return new Closeness(
        bytes,
        limit.orElse(0),
        reach,
        secondsLeft(samples, last, limit.orElse(0)),
        GAP_INTERVALS * recording.number(Fact.INTERVAL_MILLIS) / 1000 + STOP_SECONDS,
        machineShort);
  }

  private static double secondsLeft(List<Sample> samples, Sample last, long limit) {
    Sample first = last;
    for (int i = samples.size() - 1; i >= 0 && seconds(first, last) < PACE_SECONDS; i--) {
      first = samples.get(i);
    }
    double rise = last.or(Figure.NON_RECLAIMABLE, 0) - first.or(Figure.NON_RECLAIMABLE, 0);
    double pace = rise / Math.max(1, seconds(first, last));
    return limit == 0 || pace <= 0
        ? Double.POSITIVE_INFINITY
        : (limit - last.or(Figure.NON_RECLAIMABLE, 0)) / pace;
  }

  private static double seconds(Sample from, Sample to) {
    return (to.nanos() - from.nanos()) / 1e9;
  }

  double share() {
    return limit > 0 ? (double) bytes / limit : 0;
  }

  boolean atTheLimit() {
    return reach >= AT_THE_LIMIT;
  }

  boolean near() {
    return reach >= NEAR || secondsLeft <= gapSeconds;
  }

  /** As one clause, for a sentence that begins with what the samples say. */
  Phrase clause() {
    if (limit == 0) {
      return Phrase.of(machineShort ? "closeness.machine" : "closeness.no-limit");
    }
    Phrase pace =
        !atTheLimit() && near() && secondsLeft < Long.MAX_VALUE
            ? Phrase.of("closeness.pace", String.format(Locale.ROOT, "%.1f", secondsLeft))
            : Phrase.NONE;
    return Phrase.of(
        "closeness.level",
        Quantity.bytes(bytes),
        Quantity.bytes(limit),
        Quantity.percent(share()),
        pace);
  }
}
