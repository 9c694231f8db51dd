package io.memguard.detect;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.Neighbour;
import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The container may have 512 MiB, of which this JVM takes about 230. */
class NeighbourDetectorTest {
  private final Random random = new Random(42);
  private double helper = 10;
  private Ticks service;
  private Watch watch;

  NeighbourDetectorTest() {
    begin(5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 5, 600})
  void aProcessThatGrowsIsNamedAtAnyPace(double step) {
    begin(step);
    watch.ticks(110, this::helperGrows);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.kinds).containsExactly(Kind.NEIGHBOUR);
    assertThat(english(watch.worst.summary())).startsWith("indexer (pid 4242) fills the container");
    Culprit first = watch.worst.culprits().get(0);
    assertThat(first.type()).isEqualTo(Culprit.Type.PROCESS);
    assertThat(first.name()).isEqualTo("indexer (pid 4242)");
    assertThat(first.count()).isEqualTo(1);
    assertThat(watch.worst.limitBytes()).hasValue(Ticks.bytes(512));
  }

  /** The kernel counts such a heap three times. */
  @Test
  void aHeapThatIsTouchedIsNoTroubleOfItsOwnWhereverItIsMapped() {
    service.heapViews = 3;
    watch.ticks(
        110,
        () -> {
          service.heapResident = Math.min(170, service.heapResident + 0.5);
          helperGrows();
        });
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
  }

  @Test
  void aLargerProcessThatDoesNotGrowIsNotBlamed() {
    watch.ticks(
        90,
        () -> {
          helper += 2;
          service.neighbours = List.of(process(7, "sidecar", 60), process(4242, "indexer", helper));
        });
    assertThat(watch.worst.culprits()).hasSize(1);
    assertThat(watch.worst.culprits().get(0).name()).startsWith("indexer");
  }

  @Test
  void manyProcessesOfOneNameAreOneCulprit() {
    watch.ticks(
        100,
        () -> {
          helper += 2;
          service.neighbours =
              List.of(process(8, "worker", helper / 2), process(9, "worker", helper / 2));
        });
    assertThat(watch.worst.culprits().get(0).name()).isEqualTo("worker (2 processes)");
    assertThat(watch.worst.culprits().get(0).count()).isEqualTo(2);
  }

  @Test
  void stableHelpersAreSilent() {
    watch.ticks(200, () -> service.neighbours = List.of(process(7, "sidecar", 150)));
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    assertThat(watch.finding.reason()).isEqualTo("the other processes do not grow");
  }

  @Test
  void aHelperThatComesAndGoesIsSilent() {
    int[] tick = {0};
    watch.ticks(
        300,
        () ->
            service.neighbours =
                tick[0]++ % 10 < 5 ? List.of() : List.of(process(tick[0], "gzip", 40)));
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
  }

  @Test
  void aHelperThatLoadsItsDataIsNoAlarm() {
    watch.ticks(25, this::helperGrows);
    watch.ticks(200, () -> {});
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void growthOfThisJvmIsItsOwnTrouble() {
    watch.ticks(
        110,
        () -> {
          helperGrows();
          service.jniMalloc += 2;
        });
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    assertThat(watch.finding.reason()).isEqualTo("this JVM grows with the others");
  }

  /** It fills up to its maximum in the first minutes of every service. */
  @Test
  void theHeapOfThisJvmMayGrowMeanwhile() {
    watch.ticks(
        110,
        () -> {
          helperGrows();
          service.heapResident += 1.2;
        });
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
  }

  @Test
  void processesThatShareTheirPagesFillNothing() {
    double[] resident = {10};
    watch.ticks(
        110,
        () -> {
          resident[0] += 2;
          // The test container charges what neighbours hold; shared pages are charged once.
          service.keptByMalloc = 300 - resident[0];
          service.neighbours = List.of(process(5, "postgres", resident[0]));
        });
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void aloneThereIsNobodyToBlame() {
    watch.tick();
    assertThat(watch.finding).isEqualTo(Finding.none("this JVM is alone in its container"));
  }

  @Test
  void withoutLimitNobodyIsPressed() {
    service.limit = OptionalLong.empty();
    watch.ticks(100, this::helperGrows);
    assertThat(watch.finding).isEqualTo(Finding.none("the container has no memory limit"));
  }

  @Test
  void withoutFiguresTheReasonIsTold() {
    service.absent.add(Part.NEIGHBOURS);
    watch.tick();
    assertThat(watch.finding).isEqualTo(Finding.none(Ticks.reason(Part.NEIGHBOURS)));
  }

  private void begin(double step) {
    service = new Ticks(step);
    service.limit = OptionalLong.of(512);
    service.absent.remove(Part.NEIGHBOURS);
    watch = new Watch(service, new NeighbourDetector());
  }

  private void helperGrows() {
    helper += 1.5 + random.nextDouble();
    service.neighbours = List.of(process(4242, "indexer", helper));
  }

  private static Neighbour process(int pid, String name, double mib) {
    return new Neighbour(pid, name, Ticks.bytes(mib));
  }
}
