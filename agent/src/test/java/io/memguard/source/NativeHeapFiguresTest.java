package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.NativeHeap;
import io.memguard.snapshot.Reading;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NativeHeapFiguresTest {

  private long now = 77;
  private long worked;
  private long costNanos;
  private long waitNanos;
  private int runs;

  private final NativeHeapFigures figures = 
      new NativeHeapFigures(this::answer, () -> now, () -> worked);

  @Test
  void aCheapCommandRunsEveryTime() {
    costNanos = TimeUnit.MILLISECONDS.toNanos(2);

    assertThat(runsInOneHour()).isEqualTo(720);
  }

  @Test
  void aCostlyCommandTakesAThousandthOfTheTime() {
    costNanos = TimeUnit.MILLISECONDS.toNanos(138);

    assertThat(runsInOneHour()).isBetween(25, 27);
  }

  @Test
  void onABusyMachineACheapCommandWaitsAndIsCheapAllTheSame() {
    costNanos = TimeUnit.MILLISECONDS.toNanos(2);
    waitNanos = TimeUnit.MILLISECONDS.toNanos(900);

    assertThat(runsInOneHour()).isEqualTo(720);
  }

  @Test
  void theLastReadingStandsMeanwhile() {
    costNanos = TimeUnit.SECONDS.toNanos(1);

    Reading<NativeHeap> first = figures.read();
    assertThat(first).isEqualTo(Reading.known(new NativeHeap(1024, 0)));
    now += TimeUnit.SECONDS.toNanos(5);
    assertThat(figures.read()).isSameAs(first);
    now += TimeUnit.SECONDS.toNanos(1000);
    assertThat(figures.read()).isEqualTo(Reading.known(new NativeHeap(2048, 0)));
  }

  @Test
  void aRefusalIsPassedOn() {
    CommandRunner refusing = command -> Reading.unavailable("no " + command);
    NativeHeapFigures refused = new NativeHeapFigures(refusing, () -> now, () -> worked);

    assertThat(refused.read()).isEqualTo(Reading.unavailable("no VM.info"));
    assertThat(refused.ranges()).isEmpty();
  }

  private int runsInOneHour() {
    long end = now + TimeUnit.HOURS.toNanos(1);
    while (now < end) {
      long tick = now;
      figures.read();
      now = tick + TimeUnit.SECONDS.toNanos(5);
    }
    return runs;
  }

  private Reading<String> answer(String command) {
    runs++;
    worked += costNanos;
    now += costNanos + waitNanos;
    return Reading.known("\nC-Heap outstanding allocations: " + runs + "K, retained: 0K\n");
  }
}
