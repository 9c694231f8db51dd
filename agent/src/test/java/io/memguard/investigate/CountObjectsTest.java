package io.memguard.investigate;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.detect.Question;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.LiveCount;
import io.memguard.ledger.Window;
import io.memguard.snapshot.Reading;
import io.memguard.snapshot.Ticks;
import io.memguard.source.ClassHistogram;
import io.memguard.verdict.Phrase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The heap is 512 MiB; a count finds {@link #live} of it. */
class CountObjectsTest {
  private static final Set<Question> ASKED = Set.of(Question.COUNT_LIVE_OBJECTS);

  private final Ticks service = new Ticks(1);
  private final Ledger ledger = new Ledger();
  private final List<Phrase> told = new ArrayList<>();
  private double live = 150;
  private int counts;
  private Set<String> soft = Set.of();
  private final CountObjects count =
      new CountObjects(
          ledger,
          new LiveObjects(
              new ClassHistogram(command -> Reading.known(table())),
              new SoftReferences(() -> soft),
              Duration.ofSeconds(1)),
          told::add);

  @Test
  void nothingIsCountedUnasked() {
    service.heapUsed = 400;
    count.settle(Set.of(Question.LIST_THREADS), tick());
    assertThat(counts).isZero();
    assertThat(tick().lastCount()).isEmpty();
  }

  @Test
  void aCountIsALiveSetFigure() {
    service.heapUsed = 300;
    aWhile();
    count.settle(ASKED, tick());
    assertThat(counts).isEqualTo(1);
    Window after = tick();
    assertThat(after.lastCount()).hasValue(LiveCount.of(5, Ticks.bytes(150)));
    assertThat(after.liveSet().last()).isEqualTo(Ticks.bytes(150));
    assertThat(told).hasSize(1);
    assertThat(english(told.get(0)))
        .startsWith("counted live objects in one collection: 150.0 MiB live");
  }

  @Test
  void garbageIsNotCountedEachTime() {
    for (int i = 0; i < 300; i++) {
      service.heapUsed = 150 + i % 50 * 5;
      count.settle(ASKED, tick());
    }
    assertThat(counts).isBetween(2, 5);
  }

  @Test
  void aLeakIsCountedOftenEnoughToBeProvedAndNoMore() {
    for (int i = 0; i < 180; i++) {
      live = 150 + i;
      service.heapUsed = live + 50;
      count.settle(ASKED, tick());
    }
    assertThat(tick().liveSet().size()).isEqualTo(counts).isBetween(4, 7);
  }

  @Test
  void aHeapThatIsTooLargeIsRefusedAndThatIsToldOnce() {
    service.heapMax = 16_384;
    service.heapUsed = 8_192;
    aWhile();
    count.settle(ASKED, tick());
    count.settle(ASKED, tick());
    assertThat(counts).isZero();
    assertThat(tick().lastCount().orElseThrow().refused()).isTrue();
    assertThat(told).hasSize(1);
    assertThat(english(told.get(0))).contains("jcmd <pid> GC.class_histogram");
  }

  /** A machine that gets short of CPU makes counts too costly. */
  @Test
  void aRefusalForgetsNothingOfSoftReferences() {
    soft = Set.of("shop.Order");
    service.heapUsed = 300;
    aWhile();
    count.settle(ASKED, tick());
    live = 250;
    service.heapUsed = 400;
    aWhile();
    count.settle(ASKED, tick());
    service.heapMax = 65_536;
    service.heapUsed = 60_000;
    aWhile();
    count.settle(ASKED, tick());
    assertThat(counts).isEqualTo(2);
    LiveCount last = tick().lastCount().orElseThrow();
    assertThat(last.refused()).isTrue();
    assertThat(last.soft()).isTrue();
  }

  /** Used heap is a sawtooth: it takes some samples to know its low. */
  private void aWhile() {
    for (int i = 0; i < 5; i++) {
      tick();
    }
  }

  private Window tick() {
    return ledger.append(service.next());
  }

  private String table() {
    counts++;
    long bytes = Ticks.bytes(live);
    return "   1:  %d  %d  shop.Order\n".formatted(bytes / 1024, bytes);
  }
}
