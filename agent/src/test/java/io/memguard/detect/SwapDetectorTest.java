package io.memguard.detect;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SwapDetectorTest {
  private final Ticks service = new Ticks(5);
  private final Watch watch = new Watch(service, new SwapDetector());

  SwapDetectorTest() {
    service.absent.remove(Part.MACHINE);
    service.swap = 80;
  }

  @Test
  void memoryThatGoesOutAndComesBackAllTheTimeIsThrashing() {
    watch.ticks(30, () -> swaps(200, 200, 150));
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(watch.kinds).containsExactly(Kind.SWAP_THRASH);
    assertThat(english(watch.worst.summary()))
        .contains("80.0 MiB are swapped out, 200 pages a second");
    assertThat(watch.worst.account()).isEqualTo("swap");
  }

  @Test
  void thePressureFigureSaysHowBadItIs() {
    service.stalled = OptionalDouble.of(4);
    watch.ticks(30, () -> swaps(200, 200, 150));
    assertThat(watch.severity()).as("nobody waits for long").isEqualTo(Severity.WATCH);
    service.stalled = OptionalDouble.of(25);
    watch.tick();
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    service.stalled = OptionalDouble.of(80);
    watch.tick();
    assertThat(watch.severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void coldPagesThatWentOutOnceAreSilent() {
    watch.ticks(5, () -> swaps(0, 4_000, 2));
    watch.ticks(60, () -> swaps(1, 0, 2));
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    assertThat(watch.finding.reason()).isEqualTo("what is swapped out stays there");
  }

  @Test
  void memoryThatComesBackOnceIsSilent() {
    watch.ticks(40, () -> swaps(200, 2, 150));
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    assertThat(watch.finding.reason()).contains("nothing follows it out");
  }

  @Test
  void aBurstIsSilent() {
    watch.ticks(20, () -> swaps(0, 0, 0));
    watch.ticks(8, () -> swaps(900, 900, 900));
    watch.ticks(20, () -> swaps(0, 0, 0));
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void othersOfTheMachineThatThrashAreNotThisContainer() {
    watch.ticks(40, () -> swaps(500, 500, 0));
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void withoutSwappedMemoryItIsNoMatterOfSwap() {
    service.swap = 0;
    watch.ticks(40, () -> swaps(500, 500, 500));
    assertThat(watch.finding).isEqualTo(Finding.none("nothing is swapped out"));
  }

  @Test
  void whereTheContainerDoesNotAccountSwapTheProcessTells() {
    service.swap = 0;
    service.ownSwap = 60;
    watch.ticks(40, () -> swaps(200, 200, 150));
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(watch.worst.bytes()).isEqualTo(Ticks.bytes(60));
  }

  @Test
  void withoutFiguresTheReasonIsTold() {
    service.absent.add(Part.MACHINE);
    watch.tick();
    assertThat(watch.finding).isEqualTo(Finding.none(Ticks.reason(Part.MACHINE)));
  }

  /** Pages and faults a second, for one step of five. */
  private void swaps(long in, long out, long faults) {
    service.swapIns += 5 * in;
    service.swapOuts += 5 * out;
    service.majorFaults += 5 * faults;
  }
}
