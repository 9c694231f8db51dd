package io.memguard.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.ledger.Account;
import io.memguard.ledger.HealthySeries;
import io.memguard.ledger.History;
import io.memguard.ledger.LeakSeries;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trend;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Severity;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Trend and proof over generated curves, tick by tick, as detectors use them. {@code
 * -Dmemguard.curves=10000} plays that many healthy ones and a fifth as many leaks.
 */
class ProofAccuracyTest {
  private static final int CURVES = Integer.getInteger("memguard.curves", 1_000);
  private static final double LIMIT = HealthySeries.LIMIT;
  private static final double LEAST_GAIN = 0.02 * LIMIT;
  private static final double TOO_LATE = 0.85;

  @Test
  void healthyCurvesRaiseNoAlarm() {
    Rate rate =
        Rate.of(
            CURVES,
            seed -> HealthySeries.habit(seed).name(),
            seed -> firstAlarm(HealthySeries.generate(seed)) <= 2 * LIMIT);
    System.out.println("false alarms: " + rate);
    assertThat(rate.share()).as("false alarms: %s", rate).isLessThan(0.001);
  }

  @Test
  void leaksAreProvedInTime() {
    Rate rate =
        Rate.of(
            CURVES / 5,
            seed -> LeakSeries.course(seed).name(),
            seed -> firstAlarm(LeakSeries.generate(seed)) > TOO_LATE * LIMIT);
    System.out.println("missed leaks: " + rate);
    assertThat(rate.share()).as("missed leaks: %s", rate).isLessThanOrEqualTo(0.01);
  }

  /** The value at the first warning; infinite without one. */
  private static double firstAlarm(Series curve) {
    History history = new History();
    for (int i = 0; i < curve.size(); i++) {
      history.append(curve.second(i), Map.of(Account.OFF_HEAP, curve.value(i)));
      if (curve.value(i) >= Proof.PROVED_FROM * LIMIT && alarm(history, curve.value(i))) {
        return curve.value(i);
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  private static boolean alarm(History history, double now) {
    Trend trend = history.trend(Account.OFF_HEAP, LEAST_GAIN);
    if (!trend.growing()) {
      return false;
    }
    Forecast forecast = trend.forecast(now, LIMIT);
    Severity severity = new Proof(trend, now / LIMIT, LIMIT - now, forecast).byTicks();
    return severity.compareTo(Severity.WARNING) >= 0;
  }

  /** How many of the generated curves were judged wrongly, and of which sort they were. */
  private record Rate(int total, Map<String, long[]> wrong) {
    static Rate of(int total, LongFunction<String> sort, LongPredicate isWrong) {
      Map<String, long[]> wrong = new TreeMap<>();
      LongStream.range(0, total)
          .parallel()
          .filter(isWrong)
          .sorted()
          .sequential()
          .forEach(
              seed ->
                  wrong.merge(
                      sort.apply(seed),
                      new long[] {1, seed},
                      (a, b) -> new long[] {a[0] + 1, a[1]}));
      return new Rate(total, wrong);
    }

    long count() {
      return wrong.values().stream().mapToLong(one -> one[0]).sum();
    }

    double share() {
      return (double) count() / total;
    }

    @Override
    public String toString() {
      StringBuilder text =
          new StringBuilder("%d of %d (%.2f %%)".formatted(count(), total, 100 * share()));
      wrong.forEach(
          (sort, one) -> text.append("; %s %d, first seed %d".formatted(sort, one[0], one[1])));
      return text.toString();
    }
  }
}
