package io.memguard.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.HeapMemory.Collector;
import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The container may have 512 MiB, of which the service itself takes about 230. */
class SharedMemoryDetectorTest {
  private final Random random = new Random(42);

  private Ticks service = service(5);
  private Watch watch = new Watch(service, new SharedMemoryDetector());

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 5, 600})
  void filesThatPileUpAreProvedAtAnyPace(double step) {
    service = service(step);
    watch = new Watch(service, new SharedMemoryDetector());
    growTo(220);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.kinds).containsExactly(Kind.SHMEM_GROWTH);
    assertThat(watch.asked).containsExactly(Question.LIST_FILES);
    assertThat(watch.worst.account()).isEqualTo("shared-memory");
    assertThat(watch.worst.limitBytes()).hasValue(Ticks.bytes(512));
    assertThat(watch.worst.secondsToLimit()).isPresent();
  }

  @Test
  void aRingOfFilesThatIsFullIsNoGrowth() {
    growTo(60);
    watch.ticks(300, () -> service.shared = 55 + 10 * random.nextDouble());
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void filesThatAreWrittenAtOnceAreNoGrowth() {
    watch.ticks(60, () -> service.shared = 2 + random.nextDouble());
    watch.ticks(60, () -> service.shared = 150 + random.nextDouble());
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void aHeapInSharedMemoryIsNotCountedHere() {
    service.collector = Collector.Z;
    service.shared = service.heapResident;
    watch.ticks(
        150,
        () -> {
          service.heapResident += 1;
          service.shared += 1;
        });
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
    assertThat(watch.finding.reason()).isEqualTo("shared memory does not grow");
  }

  @Test
  void filesBesideAHeapInSharedMemoryAreSeen() {
    service.collector = Collector.Z;
    service.shared = service.heapResident;
    service.jniMalloc = 0;
    for (int i = 0; i < 100; i++) {
      service.shared += 2 + random.nextDouble();
      watch.tick();
    }
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WATCH);
  }

  @Test
  void aHeapInSharedMemoryWhosePagesAreNotCountedSaysSo() {
    service.collector = Collector.GENERATIONAL_Z;
    service.absent.add(Part.RESIDENT_PAGES);
    watch.tick();
    assertThat(watch.finding.reason()).contains("heap lies in shared memory");
  }

  @Test
  void withoutALimitTheMachineBinds() {
    service.limit = OptionalLong.empty();
    watch.ticks(10, () -> service.shared += 10);
    assertThat(watch.finding.reason())
        .isEqualTo("neither the container nor the machine tells a limit");
    service.absent.remove(Part.MACHINE);
    watch.ticks(60, () -> service.shared += 10);
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
    assertThat(watch.worst.limitBytes()).hasValue(Ticks.bytes(16_384));
  }

  @Test
  void withoutFiguresTheReasonIsTold() {
    service.absent.add(Part.CONTAINER);
    watch.tick();
    assertThat(watch.finding).isEqualTo(Finding.none(Ticks.reason(Part.CONTAINER)));
  }

  private void growTo(double shared) {
    while (service.shared < shared) {
      service.shared += 1 + random.nextDouble();
      watch.tick();
    }
  }

  private static Ticks service(double step) {
    Ticks service = new Ticks(step);
    service.limit = OptionalLong.of(512);
    return service;
  }
}
