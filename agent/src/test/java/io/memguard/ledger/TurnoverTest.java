package io.memguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.HeldObject;
import io.memguard.snapshot.HeldObject.Hop;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Objects are sampled for ten seconds. */
class TurnoverTest {
  private static final long BEGIN = 1_800_000_000_000L;
  private static final long END = BEGIN + 10_000;
  private static final List<Hop> CHAIN = List.of(new Hop(1, "shop.Shop", "sessions", true));

  private static HeldObject held(long allocated, List<Hop> chain) {
    return new HeldObject("shop.Session", allocated, List.of(), "a static field", chain);
  }

  private static Turnover allocatedBetween(long from, long to, int samples) {
    List<HeldObject> objects =
        IntStream.range(0, samples)
            .mapToObj(i -> held(from + (to - from) * i / samples, CHAIN))
            .toList();
    return Turnover.of(objects, BEGIN, END, 100, false);
  }

  @Test
  void whatStaysIsAsOldAsTheSampling() {
    Turnover leak = allocatedBetween(BEGIN, END, 200);
    assertThat(leak.early()).isEqualTo(80);
    assertThat(leak.explains(100)).isFalse();
  }

  @Test
  void whatPassesThroughIsYoung() {
    assertThat(allocatedBetween(BEGIN + 4_000, END, 200).explains(100)).isTrue();
    assertThat(allocatedBetween(BEGIN + 3_000, END, 200).explains(100)).isFalse();
  }

  @Test
  void fewSamplesProveNothing() {
    assertThat(allocatedBetween(BEGIN + 5_000, END, 29).explains(100)).isFalse();
  }

  @Test
  void furtherGrowthIsAnotherQuestion() {
    Turnover young = allocatedBetween(BEGIN + 5_000, END, 200);
    assertThat(young.explains(130)).isTrue();
    assertThat(young.explains(131)).isFalse();
  }

  @Test
  void whatNobodyHoldsDoesNotCount() {
    List<HeldObject> garbage =
        IntStream.range(0, 200).mapToObj(i -> held(BEGIN + 6_000 + i, List.of())).toList();
    assertThat(Turnover.of(garbage, BEGIN, END, 100, false).samples()).isZero();
  }

  private static Turnover reachedAndNot(int reached, int unreached, boolean beside) {
    List<HeldObject> objects =
        IntStream.range(0, reached + unreached)
            .mapToObj(i -> held(BEGIN + i, i < reached ? CHAIN : List.of()))
            .toList();
    return Turnover.of(objects, BEGIN, END, 100, beside);
  }

  @Test
  void whatLivesAndIsNotReachedIsHeldSoftly() {
    assertThat(reachedAndNot(10, 190, true).isSoftly(100)).isTrue();
    assertThat(reachedAndNot(100, 100, true).isSoftly(100)).isFalse();
    assertThat(reachedAndNot(0, 20, true).isSoftly(100)).as("few samples").isFalse();
    assertThat(reachedAndNot(10, 190, true).isSoftly(140)).as("further growth").isFalse();
  }

  @Test
  void withoutNewSoftReferencesItIsNot() {
    assertThat(reachedAndNot(10, 190, false).isSoftly(100)).isFalse();
  }
}
