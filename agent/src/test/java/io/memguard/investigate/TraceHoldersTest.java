package io.memguard.investigate;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.detect.Question;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.LiveCount;
import io.memguard.ledger.Window;
import io.memguard.snapshot.HeapMemory.Collector;
import io.memguard.snapshot.HeldObject;
import io.memguard.snapshot.Reading;
import io.memguard.snapshot.Ticks;
import io.memguard.source.ClassHistogram;
import io.memguard.source.ObjectSampling;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The heap is 512 MiB; {@link #live} of it lives. */
class TraceHoldersTest {
  private static final Set<Question> ASKED = Set.of(Question.TRACE_HOLDERS);

  private final Ticks service = new Ticks(1);
  private final Ledger ledger = new Ledger();
  private final List<Phrase> told = new ArrayList<>();
  private final Sampling sampling = new Sampling();
  private final LiveObjects liveObjects =
      new LiveObjects(
          new ClassHistogram(command -> Reading.known(table())),
          new SoftReferences(() -> Set.of("shop.SoftValue")),
          Duration.ofSeconds(1));
  private TraceHolders trace =
      new TraceHolders(ledger, sampling, liveObjects, true, Duration.ofSeconds(1), told::add);
  private double live = 150;
  private long softValues = 1_000;
  private long objects = 1_000_000;

  /** What the JVM would answer. */
  private static final class Sampling implements ObjectSampling {
    private boolean armed;
    private int searches;
    private long nanos = 30_000_000;
    private String refusal = "";
    private List<HeldObject> found = orders();
    private final List<HeldObject> arrived = new ArrayList<>();

    @Override
    public Reading<Boolean> arm() {
      armed = refusal.isEmpty();
      return armed ? Reading.known(true) : Reading.unavailable(refusal);
    }

    @Override
    public Reading<Long> search(Duration cutoff) {
      searches++;
      arrived.addAll(found);
      return Reading.known(nanos);
    }

    @Override
    public List<HeldObject> take() {
      List<HeldObject> taken = List.copyOf(arrived);
      arrived.clear();
      return taken;
    }

    @Override
    public void disarm() {
      armed = false;
    }

    private static List<HeldObject> orders() {
      List<HeldObject> orders = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        orders.add(
            Chains.held(
                i,
                "shop.Order",
                "shop.Orders.take:12",
                "static shop.OrderBook.byId",
                "java.util.HashMap.table",
                "java.util.HashMap$Node[]",
                "java.util.HashMap$Node.value *"));
      }
      return orders;
    }
  }

  @Test
  void nothingIsArmedUnasked() {
    for (int i = 0; i < 60; i++) {
      trace.settle(Set.of(Question.COUNT_LIVE_OBJECTS), tick());
    }
    assertThat(sampling.armed).isFalse();
    assertThat(told).isEmpty();
  }

  @Test
  void theHolderIsFoundAfterTheSecondCountAndNamedInTheSummary() {
    grow(10);
    assertThat(sampling.armed).isTrue();
    liveObjects.count();
    grow(30);
    assertThat(sampling.searches).as("one count does not tell what grows").isZero();
    liveObjects.count();
    grow(3);
    assertThat(sampling.searches).isEqualTo(1);
    Verdict verdict = trace.enrich(leak());
    assertThat(english(verdict.summary()))
        .isEqualTo("heap leaks; held by OrderBook.byId → HashMap → … → Order");
    assertThat(verdict.culprits().get(0).type()).isEqualTo(Culprit.Type.HOLDER);
    grow(5);
    assertThat(sampling.armed).as("what is found needs no more samples").isFalse();
  }

  @Test
  void wherePlaceAndThreadAreAllThatIsKnownBothAreTold() {
    sampling.found =
        IntStream.range(0, 10)
            .mapToObj(
                i ->
                    Chains.held(
                        i,
                        "shop.Order",
                        "shop.Orders.take:12",
                        "java.util.ArrayDeque.elements",
                        "java.lang.Object[]"))
            .toList();
    aSearch();
    assertThat(english(trace.enrich(leak()).summary()))
        .startsWith("heap leaks; allocated at shop.Orders.take:12, held by ")
        .endsWith("ArrayDeque.elements → … → Order");
  }

  @Test
  void thereIsNoOtherSearchWithoutNewGrowth() {
    aSearch();
    for (int i = 0; i < 300; i++) {
      liveObjects.count();
      trace.settle(ASKED, tick());
    }
    assertThat(sampling.searches).isEqualTo(1);
    assertThat(sampling.armed).isFalse();
  }

  @Test
  void searchesAreFewHoweverLongItGrows() {
    service.heapMax = 4_096;
    aSearch();
    for (int i = 0; i < 3_000; i++) {
      liveObjects.count();
      grow(1);
    }
    assertThat(sampling.searches).isBetween(2, 4);
  }

  @Test
  void aSearchThatWouldStopTheApplicationForTooLongIsNotMade() {
    objects = 50_000_000;
    aSearch();
    assertThat(sampling.searches).isZero();
    assertThat(told).hasSize(1);
    assertThat(english(told.get(0))).contains("about 4.1 s", "jcmd <pid> JFR.dump");
    assertThat(english(trace.enrich(leak()).explanation()))
        .contains("What holds them is not known: it would");
  }

  @Test
  void aSearchThatTookLongIsRemembered() {
    sampling.nanos = 5_000_000_000L;
    sampling.found = List.of();
    aSearch();
    for (int i = 0; i < 200; i++) {
      liveObjects.count();
      grow(1);
    }
    assertThat(sampling.searches).isEqualTo(1);
  }

  @Test
  void whereObjectsCannotBeSampledTheVerdictSaysSo() {
    sampling.refusal = "jfr=off";
    aSearch();
    assertThat(english(told))
        .containsExactly("what holds the growing objects is not searched: jfr=off");
    assertThat(english(trace.enrich(leak()).explanation()))
        .isEqualTo("why. What holds them is not known: jfr=off.");
  }

  @Test
  void collectorsOnWhichSamplesDoHarmAreLeftAlone() {
    service.collector = Collector.GENERATIONAL_Z;
    aSearch();
    assertThat(sampling.armed).isFalse();
    assertThat(told).hasSize(1);
  }

  /** Sessions with a timeout under a rising load. */
  @Test
  void objectsThatAreAllYoungPassThrough() {
    grow(10);
    liveObjects.count();
    grow(30);
    HeldObject old =
        Chains.held(1, "shop.Session", "shop.Shop.enter:9", "static shop.Sessions.all");
    sampling.found =
        Collections.nCopies(
            40,
            new HeldObject(old.type(), service.epochMillis, old.stack(), old.root(), old.chain()));
    liveObjects.count();
    grow(8);
    assertThat(tick().turnover().orElseThrow().explains(Ticks.bytes(live))).isTrue();
    assertThat(sampling.armed).as("the next search may show that some stay").isTrue();
    assertThat(english(told.get(1))).startsWith("0 of 40 sampled objects were allocated early");
    trace.rest();
    assertThat(tick().turnover()).isEmpty();
  }

  /** Sessions of six seconds: until the first has ended, they are as old as the sampling. */
  @Test
  void whatPassesThroughIsGivenTheTimeToGo() {
    trace =
        new TraceHolders(ledger, sampling, liveObjects, false, Duration.ofSeconds(1), told::add);
    surge(8, 12);
    assertThat(sampling.searches).isZero();
    surge(6, 2);
    assertThat(sampling.searches).isEqualTo(1);
  }

  @Test
  void aHeapThatIsNearlyFullDoesNotWait() {
    live = 250;
    trace =
        new TraceHolders(ledger, sampling, liveObjects, false, Duration.ofSeconds(1), told::add);
    surge(8, 12);
    assertThat(sampling.searches).isEqualTo(1);
  }

  @Test
  void objectsThatNobodyReachesAreHeldSoftly() {
    sampling.found = unreached();
    softValues(2_000);
    assertThat(tick().turnover().orElseThrow().isSoftly(Ticks.bytes(live))).isTrue();
    assertThat(english(told.get(1))).startsWith("40 of 40 sampled objects still live although no");
  }

  @Test
  void withoutNewSoftReferencesTheyAreNot() {
    sampling.found = unreached();
    softValues(1_000);
    assertThat(tick().turnover().orElseThrow().isSoftly(Ticks.bytes(live))).isFalse();
  }

  @Test
  void aSearchThatWasCutOffDoesNotSayThatNobodyReachesThem() {
    sampling.found = unreached();
    sampling.nanos = 900_000_000;
    softValues(2_000);
    assertThat(tick().turnover().orElseThrow().isSoftly(Ticks.bytes(live))).isFalse();
  }

  private static List<HeldObject> unreached() {
    return Collections.nCopies(40, new HeldObject("byte[]", 0, List.of(), "", List.of()));
  }

  private void softValues(long atTheEnd) {
    grow(10);
    liveObjects.count();
    grow(30);
    softValues = atTheEnd;
    liveObjects.count();
    grow(8);
  }

  @Test
  void samplesOfWhatDoesNotGrowNameNobody() {
    sampling.found =
        List.of(Chains.held(1, "shop.Price", "shop.Prices.load:3", "static shop.Prices.all"));
    aSearch();
    assertThat(sampling.searches).isEqualTo(1);
    assertThat(trace.enrich(leak())).isEqualTo(leak());
    assertThat(sampling.armed).as("the next search is to find more").isTrue();
  }

  @Test
  void otherVerdictsAreLeftAlone() {
    aSearch();
    Verdict other = verdict(Kind.THREAD_LEAK);
    assertThat(trace.enrich(other)).isEqualTo(other);
  }

  @Test
  void whereNothingIsCountedGrowthDecides() {
    trace =
        new TraceHolders(ledger, sampling, liveObjects, false, Duration.ofSeconds(1), told::add);
    grow(60);
    assertThat(sampling.searches).isEqualTo(1);
    assertThat(english(trace.enrich(leak()).summary())).contains("OrderBook.byId");
  }

  @Test
  void atRestNothingIsArmedAndNothingKept() {
    grow(10);
    trace.rest();
    assertThat(sampling.armed).isFalse();
    aSearch();
    trace.rest();
    assertThat(trace.enrich(leak())).isEqualTo(leak());
  }

  private void aSearch() {
    grow(10);
    liveObjects.count();
    grow(30);
    liveObjects.count();
    grow(8);
  }

  private void grow(int ticks) {
    surge(ticks, 1);
  }

  private void surge(int ticks, double pace) {
    for (int i = 0; i < ticks; i++) {
      live += pace;
      objects += 1_000;
      service.heapUsed = live + 20;
      ledger.record(LiveCount.of(service.second, Ticks.bytes(live)));
      trace.settle(ASKED, tick());
    }
  }

  private Window tick() {
    return ledger.append(service.next());
  }

  private String table() {
    return "   1:  %d  %d  shop.Order\n   2:  %d  %d  shop.SoftValue\n"
        .formatted(objects, Ticks.bytes(live), softValues, 48 * softValues);
  }

  private static Verdict leak() {
    return verdict(Kind.HEAP_LEAK);
  }

  private static Verdict verdict(Kind kind) {
    return new Verdict(
        kind,
        Severity.WARNING,
        0.9,
        "one",
        Phrase.text("heap leaks"),
        Phrase.text("why."),
        List.of(),
        "heap",
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
