package io.memguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.Reading;
import io.memguard.snapshot.ResidentPages;
import io.memguard.snapshot.Snapshot;
import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Experiment;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
  private final Ticks service = new Ticks(5);
  private final Ledger ledger = new Ledger();

  @Test
  void everyAccountHasItsFigure() {
    service.absent.clear();
    Window window = ledger.append(service.next());
    Map<Account, Double> figures = new EnumMap<>(Account.class);
    for (Account account : Account.values()) {
      figures.put(account, window.series(account).last());
    }
    Map<Account, Double> expected = new EnumMap<>(Account.class);
    expected.put(Account.RSS, 291.0 * Ticks.MIB);
    expected.put(Account.HEAP_USED, 100.0 * Ticks.MIB);
    expected.put(Account.HEAP_RESIDENT, 120.0 * Ticks.MIB);
    expected.put(Account.DIRECT, 10.0 * Ticks.MIB);
    expected.put(Account.MAPPED, 0.0);
    expected.put(Account.METASPACE, 39.0 * Ticks.MIB);
    expected.put(Account.NATIVE_OUTSTANDING, 42.0 * Ticks.MIB);
    expected.put(Account.JNI_MALLOC, 20.0 * Ticks.MIB);
    expected.put(Account.CONTAINER_USAGE, 339.0 * Ticks.MIB);
    expected.put(Account.CONTAINER_LIMIT, 1024.0 * Ticks.MIB);
    expected.put(Account.NON_RECLAIMABLE, 269.0 * Ticks.MIB);
    expected.put(Account.BESIDE_HEAP, 149.0 * Ticks.MIB);
    expected.put(Account.THREADS, 40.0);
    expected.put(Account.CLASSES, 9_000.0);
    expected.put(Account.OFF_HEAP, 10.0 * Ticks.MIB);
    expected.put(Account.MAPPED_BUFFERS, 0.0);
    expected.put(Account.CODE, 14.0 * Ticks.MIB);
    expected.put(Account.MALLOC_RETAINED, 4.0 * Ticks.MIB);
    expected.put(Account.UNEXPLAINED, 0.0);
    expected.put(Account.THREAD_STACKS, 20.0 * Ticks.MIB);
    expected.put(Account.PAGE_CACHE, 70.0 * Ticks.MIB);
    expected.put(Account.SHARED_MEMORY, 1.0 * Ticks.MIB);
    expected.put(Account.KERNEL, 8.0 * Ticks.MIB);
    expected.put(Account.MAPPINGS, 500.0);
    for (Account quiet :
        List.of(
            Account.MAPPED_FILES,
            Account.SWAP,
            Account.NEIGHBOURS,
            Account.COLLECTION_MILLIS,
            Account.COLLECTION_WAITED_MILLIS,
            Account.REFAULTS,
            Account.MAJOR_FAULTS,
            Account.SWAP_INS,
            Account.SWAP_OUTS,
            Account.COMPACTION_STALLS)) {
      expected.put(quiet, 0.0);
    }
    assertThat(figures).isEqualTo(expected);
    assertThat(window.second()).isZero();
    assertThat(service.nonReclaimable()).isEqualTo(Ticks.bytes(269));
  }

  @Test
  void anAbsentSourceLeavesItsAccountsEmpty() {
    for (Part part : Part.values()) {
      service.absent.add(part);
    }
    Window window = ledger.append(service.next());
    for (Account account : Account.values()) {
      assertThat(window.series(account).size()).as(account.name()).isZero();
    }
    assertThat(window.liveSet().size()).isZero();
    assertThat(window.containerLimit()).isEmpty();
  }

  @Test
  void timeIsTheMonotonicClock() {
    ledger.append(service.next());
    service.epochMillis -= 3_600_000;
    Window window = ledger.append(service.next());
    assertThat(window.second()).isEqualTo(5);
    service.pause(60);
    assertThat(ledger.append(service.next()).second()).isEqualTo(70);
  }

  @Test
  void liveSetPointsStandWhereTheCollectionWas() {
    ledger.append(service.next());
    service.collected(50);
    service.pause(2);
    Window window = ledger.append(service.next());
    assertThat(window.liveSet().second(0)).isEqualTo(5);
    assertThat(window.liveSet().last()).isEqualTo(Ticks.bytes(50));
  }

  @ParameterizedTest
  @ValueSource(longs = {-3_600_000, 3_600_000})
  void aClockThatIsSetLosesNoLaterLiveSetPoint(long millis) {
    ledger.append(service.next());
    service.collected(50);
    service.epochMillis += millis;
    ledger.append(service.next());
    service.collected(60);
    service.pause(1);
    Window window = ledger.append(service.next());
    assertThat(IntStream.range(0, window.liveSet().size()).mapToDouble(window.liveSet()::value))
        .containsExactly(50.0 * Ticks.MIB, 60.0 * Ticks.MIB);
    assertThat(window.liveSet().lastSecond()).isBetween(5.0, window.second());
  }

  @Test
  void aLongLiveSetKeepsItsWholeShapeInBoundedMemory() {
    Window window = null;
    for (int i = 0; i < 5_000; i++) {
      service.collected(50 + i / 100.0);
      window = ledger.append(service.next());
    }
    Series live = window.liveSet();
    assertThat(live.size()).isBetween(256, 512);
    assertThat(live.first()).isEqualTo(Ticks.bytes(50));
    assertThat(live.last()).isEqualTo(Ticks.bytes(99.99));
    assertThat(live.lastSecond()).isEqualTo(window.second());
  }

  @Test
  void aCountOfLiveObjectsIsInTheNextWindow() {
    Window window = ledger.append(service.next());
    ledger.record(LiveCount.of(window.second(), 77));
    assertThat(window.liveSet().size()).as("windows do not change").isZero();
    assertThat(ledger.append(service.next()).liveSet().last()).isEqualTo(77);
  }

  @Test
  void trialsAreKeptUpToABound() {
    Window before = ledger.append(service.next());
    for (int i = 0; i < 100; i++) {
      ledger.record(trial(Account.DIRECT, i));
    }
    ledger.record(trial(Account.JNI_MALLOC, 100));
    Window window = ledger.append(service.next());
    assertThat(before.trials()).isEmpty();
    assertThat(window.trials()).hasSize(64);
    assertThat(window.lastTrial(Account.DIRECT)).contains(trial(Account.DIRECT, 99));
    assertThat(window.lastTrial(Account.MAPPED)).isEmpty();
  }

  @Test
  void aStalePageCountTellsNothingOfTheHeap() {
    ledger.append(service.next());
    // A page count is as old as the last one that was worth its cost.
    Reading<ResidentPages> counted = service.next().residentPages();
    service.direct += 3;
    Snapshot moved = service.next();
    Window window = ledger.append(moved.recounted(counted, moved.nativeHeap()));
    assertThat(window.series(Account.NON_RECLAIMABLE).size()).isEqualTo(2);
    assertThat(window.series(Account.BESIDE_HEAP).size()).isEqualTo(1);
    assertThat(window.series(Account.HEAP_RESIDENT).size()).isEqualTo(1);
  }

  @Test
  void gainIsCountedFromTheBeginOfTheStretch() {
    Window window = null;
    for (int i = 0; i < 10; i++) {
      service.direct = 10 + i;
      window = ledger.append(service.next());
    }
    assertThat(window.gain(Account.DIRECT, 20)).isEqualTo(Ticks.bytes(4));
    assertThat(window.gain(Account.DIRECT, 1_000)).isEqualTo(Ticks.bytes(9));
    assertThat(window.gain(Account.DIRECT, 1)).isZero();
  }

  /** Slow growth shows only in a coarser ring. */
  @Test
  void slowGrowthIsFoundInTheCoarserRings() {
    Window window = null;
    for (int i = 0; i < 12 * 720; i++) {
      service.direct = 10 + i / 1_000.0 + 3 * (i % 5);
      window = ledger.append(service.next());
    }
    assertThat(Trend.ofAnyScale(window.series(Account.DIRECT), 3 * Ticks.MIB).growing()).isFalse();
    assertThat(window.trend(Account.DIRECT, 3 * Ticks.MIB).growing()).isTrue();
  }

  private static Trial trial(Account account, double second) {
    return new Trial(account, second, 1, 1, new Experiment("gc", 2, 1, 3));
  }
}
