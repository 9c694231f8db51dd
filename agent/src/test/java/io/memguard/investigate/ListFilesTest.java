package io.memguard.investigate;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.detect.Question;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.Window;
import io.memguard.snapshot.HeldFile;
import io.memguard.snapshot.Reading;
import io.memguard.snapshot.Ticks;
import io.memguard.source.Source;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListFilesTest {
  private static final long MIB = Ticks.MIB;
  private static final Set<Question> ASKED = Set.of(Question.LIST_FILES);

  private final Window window = new Ledger().append(new Ticks(1).next());
  private final List<Phrase> log = new ArrayList<>();
  private Reading<List<HeldFile>> present = Reading.known(List.of());
  private long now;
  private int looks;
  private final ListFiles investigation = new ListFiles(new Disk(), () -> now, log::add);

  private final class Disk implements Source<List<HeldFile>> {
    @Override
    public String name() {
      return "disk";
    }

    @Override
    public Reading<List<HeldFile>> read() {
      looks++;
      now += 100_000_000L;
      return present;
    }
  }

  @Test
  void whatGrewComesFirstNotWhatIsLarge() {
    look(shared("/dev/shm/cache", 90), shared("/dev/shm/order-1", 4));
    now += 60_000_000_000L;
    look(
        shared("/dev/shm/cache", 90),
        shared("/dev/shm/order-1", 4),
        shared("/dev/shm/order-22", 30),
        shared("/dev/shm/order-333", 10));
    Verdict verdict = investigation.enrich(verdict(Kind.SHMEM_GROWTH));
    assertThat(verdict.culprits())
        .extracting(Culprit::name)
        .containsExactly("/dev/shm/order-*", "/dev/shm/cache");
    Culprit orders = verdict.culprits().get(0);
    assertThat(orders.type()).isEqualTo(Culprit.Type.FILE);
    assertThat(orders.bytes()).isEqualTo(44 * MIB);
    assertThat(orders.count()).isEqualTo(3);
    assertThat(english(orders.detail().get(0))).isEqualTo("/dev/shm/order-22 30.0 MiB");
    assertThat(english(verdict.summary())).endsWith(", most of it in /dev/shm/order-*");
  }

  @Test
  void aFileAloneHasItsFullName() {
    look(shared("/memfd:ring7 (deleted)", 50));
    assertThat(investigation.enrich(verdict(Kind.SHMEM_GROWTH)).culprits())
        .extracting(Culprit::name)
        .containsExactly("/memfd:ring7 (deleted)");
  }

  @Test
  void mappedFilesOfADiskAreNoSharedMemory() {
    look(new HeldFile("/data/index-1", 50 * MIB, false));
    assertThat(investigation.enrich(verdict(Kind.SHMEM_GROWTH)).culprits()).isEmpty();
    assertThat(investigation.enrich(verdict(Kind.MAPPED_LEAK)).culprits()).hasSize(1);
    assertThat(investigation.enrich(verdict(Kind.HEAP_LEAK)).culprits()).isEmpty();
  }

  @Test
  void looksOnlyWhenAskedAndNotAllTheTime() {
    investigation.settle(Set.of(Question.TRIM), window);
    assertThat(looks).isZero();
    for (int tick = 0; tick < 60; tick++) {
      look(shared("/dev/shm/a", 5));
      now += 1_000_000_000L;
    }
    // Each look takes 100 ms, so that 20 s must pass before the next.
    assertThat(looks).isEqualTo(3);
  }

  @Test
  void whatCannotBeListedIsSaidOnce() {
    present = Reading.unavailable("no /proc here");
    investigation.settle(ASKED, window);
    investigation.settle(ASKED, window);
    assertThat(english(log)).containsExactly("no /proc here");
    assertThat(investigation.enrich(verdict(Kind.SHMEM_GROWTH)).culprits()).isEmpty();
  }

  @Test
  void afterARestTheNextSuspicionStartsAnew() {
    look(shared("/dev/shm/a", 5));
    investigation.rest();
    assertThat(investigation.enrich(verdict(Kind.SHMEM_GROWTH)).culprits()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/dev/shm/order-17.bin, /dev/shm/order-*.bin",
    "/dev/shm/8f14e45fceea167a.tmp, /dev/shm/*.tmp",
    "/dev/shm/deadbeef, /dev/shm/deadbeef",
    "/dev/shm/plain, /dev/shm/plain",
    "/memfd:a2 (deleted), /memfd:a* (deleted)"
  })
  void numbersAreLeftOut(String name, String pattern) {
    assertThat(ListFiles.pattern(name)).isEqualTo(pattern);
  }

  private void look(HeldFile... files) {
    present = Reading.known(List.of(files));
    investigation.settle(ASKED, window);
  }

  private static HeldFile shared(String name, long mib) {
    return new HeldFile(name, mib * MIB, true);
  }

  private static Verdict verdict(Kind kind) {
    return new Verdict(
        kind,
        Severity.WARNING,
        0.9,
        kind.label(),
        Phrase.text("it grows"),
        Phrase.NONE,
        List.of(),
        "shared-memory",
        0,
        0,
        OptionalLong.empty(),
        Forecast.NONE,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
