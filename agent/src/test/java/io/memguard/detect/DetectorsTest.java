package io.memguard.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.ledger.Ledger;
import io.memguard.ledger.Window;
import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All detectors at once on one service of about 290 MiB. */
class DetectorsTest {
  private final Random random = new Random(42);
  private final Ticks service = new Ticks(1);
  private final Ledger ledger = new Ledger();
  private final Detectors detectors =
      Detectors.all(
          true,
          (name, failure) -> {
            throw failure;
          });
  private final List<Verdict> alarms = new ArrayList<>();

  @Test
  void aHealthyServiceWhoseContainerIsResizedRaisesNoAlarm() {
    service.absent.removeAll(EnumSet.of(Part.NEIGHBOURS, Part.MACHINE));
    for (int i = 0; i < 30; i++) {
      service.limit =
          i % 5 == 0 ? OptionalLong.empty() : OptionalLong.of(720 + random.nextInt(1_000));
      ticks(20, this::works);
    }
    assertThat(alarms).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Part.class)
  void aFigureThatIsMissingForAWhileRaisesNoAlarm(Part part) {
    for (int i = 0; i < 6; i++) {
      if (!service.absent.add(part)) {
        service.absent.remove(part);
      }
      ticks(25, this::works);
    }
    assertThat(alarms).isEmpty();
  }

  @Test
  void aServiceThatWasStoppedForAMinuteRaisesNoAlarm() {
    ticks(60, this::works);
    service.pause(60);
    ticks(60, this::works);
    assertThat(alarms).isEmpty();
  }

  @Test
  void aDetectorThatFailsDoesNotSilenceTheOthers() {
    List<String> failed = new ArrayList<>();
    Detector torn =
        new Detector() {
          @Override
          public String name() {
            return "torn";
          }

          @Override
          public Finding examine(Window window) {
            throw new IllegalStateException("no such point");
          }
        };
    Detectors both =
        new Detectors(
            List.of(torn, new LimitMismatchDetector()), (name, failure) -> failed.add(name));
    Examination seen = both.examine(ledger.append(service.next()), List.of());
    assertThat(seen.silence()).containsOnlyKeys("torn", Kind.LIMIT_MISMATCH.label());
    assertThat(seen.silence().get("torn")).contains("no such point");
    assertThat(failed).containsExactly("torn");
  }

  @Test
  void oneTroubleIsOneAlarm() {
    service.limit = OptionalLong.of(640);
    ticks(
        150,
        () -> {
          works();
          service.shared += 2;
        });
    assertThat(alarms).isNotEmpty();
    assertThat(alarms).extracting(Verdict::kind).containsOnly(Kind.SHMEM_GROWTH);
  }

  @Test
  void aHeapThatGrowsWhereItsMaximumDoesNotFitIsARisk() {
    service.limit = OptionalLong.of(640);
    service.heapMax = 600;
    service.heapUsed = 80;
    ticks(
        240,
        () -> {
          works();
          service.heapResident = Math.min(470, service.heapResident + 1.5);
        });
    assertThat(alarms)
        .extracting(Verdict::kind)
        .contains(Kind.OOM_RISK)
        .isSubsetOf(Kind.OOM_RISK, Kind.LIMIT_MISMATCH);
    assertThat(alarms)
        .filteredOn(alarm -> alarm.kind() == Kind.OOM_RISK)
        .allSatisfy(alarm -> assertThat(alarm.account()).isEqualTo("heap"));
  }

  private void works() {
    service.jniMalloc = 20 + 3 * random.nextDouble();
    service.heapUsed = 60 + 60 * random.nextDouble();
  }

  private void ticks(int count, Runnable move) {
    for (int i = 0; i < count; i++) {
      move.run();
      detectors.examine(ledger.append(service.next()), List.of()).verdicts().stream()
          .filter(verdict -> verdict.severity().compareTo(Severity.WARNING) >= 0)
          .forEach(alarms::add);
    }
  }
}
