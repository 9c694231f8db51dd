package io.memguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private static final Series SAWTOOTH = of(5, 1, 7, 3, 9, 2, 8, 4);

  @Test
  void ends() {
    assertThat(SAWTOOTH.size()).isEqualTo(8);
    assertThat(SAWTOOTH.first()).isEqualTo(5);
    assertThat(SAWTOOTH.last()).isEqualTo(4);
    assertThat(SAWTOOTH.lastSecond()).isEqualTo(70);
    assertThat(SAWTOOTH.span()).isEqualTo(70);
    assertThat(SAWTOOTH.min()).isEqualTo(1);
  }

  @Test
  void emptyHasNoSpan() {
    assertThat(Series.EMPTY.size()).isZero();
    assertThat(Series.EMPTY.span()).isZero();
    assertThat(Series.EMPTY.min()).isZero();
    assertThat(Series.EMPTY.last(3).size()).isZero();
    assertThat(Series.EMPTY.since(0).size()).isZero();
    assertThat(Series.EMPTY.envelope(12).size()).isZero();
  }

  @Test
  void newestPoints() {
    assertThat(values(SAWTOOTH.last(3))).containsExactly(2, 8, 4);
    assertThat(SAWTOOTH.last(8)).isSameAs(SAWTOOTH);
    assertThat(SAWTOOTH.last(99)).isSameAs(SAWTOOTH);
    assertThat(values(SAWTOOTH.since(50))).containsExactly(2, 8, 4);
    assertThat(values(SAWTOOTH.since(50.1))).containsExactly(8, 4);
    assertThat(SAWTOOTH.since(71).size()).isZero();
  }

  @Test
  void halvesShareTheMiddleOfAnOddNumber() {
    assertThat(values(SAWTOOTH.firstHalf())).containsExactly(5, 1, 7, 3);
    assertThat(values(SAWTOOTH.secondHalf())).containsExactly(9, 2, 8, 4);
    assertThat(values(of(1, 2, 3).firstHalf())).containsExactly(1, 2);
    assertThat(values(of(1, 2, 3).secondHalf())).containsExactly(2, 3);
  }

  @Test
  void lastTimeThatLow() {
    assertThat(SAWTOOTH.lastSecondAtOrBelow(2)).isEqualTo(50);
    assertThat(SAWTOOTH.lastSecondAtOrBelow(1)).isEqualTo(10);
    assertThat(SAWTOOTH.lastSecondAtOrBelow(0)).as("never: the begin").isZero();
  }

  @Test
  void untilAHeightThatIsReachedAndHeld() {
    assertThat(values(of(1, 9, 2, 9, 9, 3).until(9))).containsExactly(1, 9, 2, 9);
    assertThat(values(of(1, 9, 2).until(9))).containsExactly(1, 9, 2);
    assertThat(SAWTOOTH.max()).isEqualTo(9);
  }

  @Test
  void betweenTwoPointsIsTheLine() {
    assertThat(SAWTOOTH.valueAt(0)).isEqualTo(5);
    assertThat(SAWTOOTH.valueAt(15)).isEqualTo(4);
    assertThat(SAWTOOTH.valueAt(70)).isEqualTo(4);
  }

  @Test
  void theSustainedPeakIsWhereItStayed() {
    Series burst = of(1, 9, 1, 5, 6, 7, 1);
    assertThat(burst.sustainedPeak(1)).isEqualTo(9);
    assertThat(burst.sustainedPeak(3)).isEqualTo(5);
    assertThat(Series.EMPTY.sustainedPeak(1)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(values(SAWTOOTH.first(2))).containsExactly(5, 1);
    assertThat(values(SAWTOOTH.before(20))).containsExactly(5, 1);
  }

  @Test
  void theClockStandsStillInPauses() {
    double[] seconds = {0, 1, 2, 1_000, 1_001, 1_003};
    Series series = new Series(seconds, new double[] {1, 2, 3, 4, 5, 6});
    Series steady = series.withoutPauses();
    assertThat(IntStream.range(0, 6).mapToDouble(steady::second))
        .containsExactly(0.0, 1.0, 2.0, 6.0, 7.0, 9.0);
    assertThat(values(steady)).isEqualTo(values(series));
    assertThat(SAWTOOTH.withoutPauses()).isSameAs(SAWTOOTH);
  }

  @Test
  void envelopeKeepsTheLowestOfEachStretchWithItsTime() {
    Series envelope = SAWTOOTH.envelope(4);
    assertThat(values(envelope)).containsExactly(1, 3, 2, 4);
    assertThat(IntStream.range(0, 4).mapToDouble(envelope::second))
        .containsExactly(10.0, 30.0, 50.0, 70.0);
    assertThat(SAWTOOTH.envelope(8)).isSameAs(SAWTOOTH);
    assertThat(values(SAWTOOTH.envelope(3))).containsExactly(1, 3, 2);
  }

  private static Series of(double... values) {
    return new Series(IntStream.range(0, values.length).mapToDouble(i -> 10 * i).toArray(), values);
  }

  private static double[] values(Series series) {
    return IntStream.range(0, series.size()).mapToDouble(series::value).toArray();
  }
}
