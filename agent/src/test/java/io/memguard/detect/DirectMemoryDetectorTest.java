package io.memguard.detect;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.memguard.snapshot.AllocationSite;
import io.memguard.snapshot.NettyMemory;
import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import io.memguard.verdict.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectMemoryDetectorTest {
  private static final double MAXIMUM = 256;

  private final Random random = new Random(42);
  private Watch watch = watch(5, true);

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 5, 600})
  void leakThatSurvivesTheTrialIsProvedAtAnyPace(double step) {
    watch = watch(step, true);
    watch.remains = before -> before - 1;
    leakTo(0.85);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.kinds).containsExactly(Kind.DIRECT_LEAK);
    assertThat(watch.asked).contains(Question.TRACK_DIRECT_SITES, Question.COLLECT_FOR_OFF_HEAP);
    assertThat(watch.worst.experiments()).hasSize(1);
    assertThat(watch.worst.account()).isEqualTo("direct");
    assertThat(watch.worst.limitBytes()).hasValue(Ticks.bytes(MAXIMUM));
    assertThat(watch.worst.secondsToLimit()).isPresent();
    assertThat(watch.collections).as("collections that it took").isLessThanOrEqualTo(3);
  }

  @Test
  void leakAtTheLimitIsCritical() {
    watch.remains = before -> before;
    leakTo(0.98);
    assertThat(watch.severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void whatIsFullIsNotOver() {
    watch.remains = before -> before;
    leakTo(0.98);
    watch.ticks(200, () -> {});
    assertThat(watch.finding.verdict()).isPresent();
    watch.service.direct = 20;
    watch.ticks(20, () -> {});
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void leakUnderSawtoothTrafficIsProved() {
    watch.remains = before -> before;
    double[] floor = {10};
    watch.ticks(
        200,
        () -> {
          floor[0] += 1;
          watch.service.direct = floor[0] + 20 * random.nextDouble();
        });
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
  }

  @Test
  void theSitesAreTheCulprits() {
    watch.remains = before -> before;
    watch.service.absent.remove(Part.SITES);
    watch.service.sites =
        List.of(
            new AllocationSite("shop.Cart.read", List.of("java.nio.X", "shop.Cart.read"), 10, 2),
            new AllocationSite("shop.Index.load", List.of("shop.Index.load"), 60, 3),
            new AllocationSite("shop.Cart.read", List.of("shop.Cart.read"), 40, 5));
    leakTo(0.8);
    assertThat(english(watch.worst.summary())).endsWith(", allocated at shop.Index.load");
    assertThat(english(watch.worst.explanation())).contains("what is older has none");
    assertThat(watch.worst.culprits())
        .containsExactly(
            new Culprit(
                Culprit.Type.ALLOCATION_SITE,
                "shop.Index.load",
                60,
                3,
                Phrase.texts(List.of("shop.Index.load"))),
            new Culprit(
                Culprit.Type.ALLOCATION_SITE,
                "shop.Cart.read",
                50,
                7,
                Phrase.texts(List.of("shop.Cart.read"))));
  }

  @Test
  void sitesThatKnowItAllNeedNoExcuse() {
    watch.remains = before -> before;
    watch.service.absent.remove(Part.SITES);
    watch.service.sites =
        List.of(new AllocationSite("shop.Index.load", List.of("shop.Index.load"), 1L << 40, 3));
    leakTo(0.8);
    assertThat(english(watch.worst.explanation())).doesNotContain("what is older has none");
  }

  @Test
  void itIsToldInChineseWithItsNumberAndItsSite() {
    watch.remains = before -> before;
    watch.service.absent.remove(Part.SITES);
    watch.service.sites =
        List.of(new AllocationSite("shop.Index.load", List.of("shop.Index.load"), 60, 3));
    leakTo(0.8);
    String text =
        Language.ZH.say(watch.worst.summary()) + Language.ZH.say(watch.worst.explanation());
    assertThat(text)
        .startsWith("直接缓冲区泄漏：")
        .contains(Quantity.bytes(watch.worst.bytes()))
        .contains("，分配于 shop.Index.load")
        .contains("垃圾收集器无法回收。", "更早的内存没有分配点", "仍在向其上限增长的内存池")
        .doesNotContain(" leak", "allocated");
  }

  @Test
  void whatOneCollectionReleasesWasOnlyUncollected() {
    watch.remains = before -> 12;
    leakTo(0.6);
    watch.ticks(30, this::grow);
    assertThat(watch.kinds).contains(Kind.DIRECT_UNCOLLECTED);
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(watch.worst.kind()).isEqualTo(Kind.DIRECT_UNCOLLECTED);
    assertThat(watch.worst.experiments()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"1.1, true", "1.4, false"})
  void whatCameAgainIsReleasedBeforeTheKernelKills(double room, boolean released) {
    watch.remains = before -> 12;
    leakTo(0.6);
    watch.ticks(5, () -> {});
    assertThat(watch.asked).doesNotContain(Question.RELEASE_OFF_HEAP);
    watch.service.direct = 0.45 * MAXIMUM;
    double inUse = watch.service.nonReclaimable() / (double) (1 << 20);
    watch.service.limit = OptionalLong.of((long) (room * inUse));
    watch.ticks(2, () -> {});
    assertThat(watch.asked.contains(Question.RELEASE_OFF_HEAP)).isEqualTo(released);
  }

  @Test
  void uncollectedIsOverOnceItStaysLow() {
    watch.remains = before -> 12;
    leakTo(0.6);
    watch.ticks(400, () -> watch.service.direct = 12 + random.nextDouble());
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void growthThatItsOwnCollectionsDidNotStopIsRetained() {
    watch = watch(5, false);
    int[] tick = {0};
    while (watch.service.direct < 0.85 * MAXIMUM) {
      if (tick[0]++ % 6 == 0) {
        watch.service.collected(80);
      }
      grow();
      watch.tick();
    }
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.worst.experiments()).isEmpty();
    assertThat(watch.asked).doesNotContain(Question.COLLECT_FOR_OFF_HEAP);
  }

  @Test
  void withoutAnyCollectionNothingIsProved() {
    watch = watch(5, false);
    leakTo(1);
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
    assertThat(watch.asked).containsExactly(Question.TRACK_DIRECT_SITES);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.2, 0.4})
  void aPoolThatFillsAndStaysIsNoLeak(double bound) {
    watch.remains = before -> before;
    leakTo(bound);
    watch.ticks(300, () -> {});
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
    assertThat(watch.collections).isZero();
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void aPoolThatFillsEverSlowerIsNoLeak() {
    watch.remains = before -> before;
    watch.ticks(300, () -> watch.service.direct += (0.7 * MAXIMUM - watch.service.direct) / 30);
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
  }

  @Test
  void aTrafficStepIsNoLeak() {
    watch.remains = before -> before;
    watch.ticks(100, () -> watch.service.direct = 30 + random.nextDouble());
    watch.ticks(100, () -> watch.service.direct = 150 + random.nextDouble());
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void trafficThatComesAndGoesIsNoLeak() {
    watch.remains = before -> before;
    watch.ticks(700, () -> watch.service.direct = 60 + 40 * random.nextDouble());
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void tooFewPointsSayWhy() {
    watch.ticks(3, this::grow);
    assertThat(watch.finding).isEqualTo(Finding.none("too little data: 3 samples so far"));
  }

  @Test
  void withoutFiguresTheReasonIsTold() {
    watch.service.absent.add(Part.BUFFERS);
    watch.tick();
    assertThat(watch.finding).isEqualTo(Finding.none(Ticks.reason(Part.BUFFERS)));
  }

  @Test
  void withoutContainerLimitTheDirectMaximumBinds() {
    watch.service.limit = OptionalLong.empty();
    watch.remains = before -> before;
    leakTo(0.85);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.worst.limitBytes()).hasValue(Ticks.bytes(MAXIMUM));
  }

  @Test
  void aSmallContainerBindsBeforeTheDirectMaximum() {
    watch.service.limit = OptionalLong.of(400);
    watch.remains = before -> before;
    watch.ticks(60, this::grow);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.worst.limitBytes().getAsLong()).isLessThan(Ticks.bytes(150));
  }

  @Test
  void aLimitThatIsLoweredInTheMiddleBindsFromThenOn() {
    watch.service.directMax = 2_048;
    watch.service.limit = OptionalLong.of(4_096);
    watch.remains = before -> before;
    watch.ticks(50, this::grow);
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
    watch.service.limit = OptionalLong.of(450);
    watch.ticks(5, this::grow);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
  }

  @Test
  void gapsPausesAndClockJumpsDoNotHideALeak() {
    watch.remains = before -> before;
    for (int i = 0; watch.service.direct < 0.85 * MAXIMUM; i++) {
      if (i == 20) {
        watch.service.epochMillis -= 3_600_000;
      }
      if (i == 40) {
        watch.service.pause(60);
      }
      if (i % 9 == 0) {
        watch.service.absent.add(Part.BUFFERS);
      } else {
        watch.service.absent.remove(Part.BUFFERS);
      }
      grow();
      watch.tick();
    }
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
  }

  @Test
  void gapsPausesAndClockJumpsMakeNoLeak() {
    watch.remains = before -> before;
    for (int i = 0; i < 300; i++) {
      if (i % 50 == 20) {
        watch.service.epochMillis += i % 100 == 20 ? 3_600_000 : -3_600_000;
        watch.service.pause(60);
      }
      watch.service.direct = 150 + 30 * random.nextDouble();
      watch.tick();
    }
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void memoryBesideThePoolMeetsTheContainerAndNotThePoolsMaximum() {
    watch.service.limit = OptionalLong.of(1_024);
    watch.remains = before -> before;
    watch.ticks(100, () -> watch.service.unsafe += 6);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.worst.limitBytes().getAsLong()).isGreaterThan(Ticks.bytes(MAXIMUM));
    assertThat(watch.worst.bytes()).isGreaterThan(Ticks.bytes(300));
    assertThat(english(watch.worst.summary()))
        .startsWith("direct memory leaks")
        .contains("of Unsafe");
  }

  @Test
  void nettysOwnMaximumBindsNettysMemory() {
    watch.service.limit = OptionalLong.of(8_192);
    watch.remains = before -> before;
    while (watch.service.unsafe < 240) {
      watch.service.unsafe += 4;
      watch.service.netty =
          Optional.of(new NettyMemory(Ticks.bytes(watch.service.unsafe), Ticks.bytes(256)));
      watch.tick();
    }
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(english(watch.worst.summary())).contains("whose own maximum is 256.0 MiB");
  }

  @Test
  void memoryBesideThePoolThatStaysIsNoLeak() {
    watch.remains = before -> before;
    watch.ticks(60, () -> watch.service.unsafe += 4);
    watch.ticks(200, () -> {});
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
  }

  /** A chunk of a pool is allocated by whoever comes next, here by one that releases. */
  @Test
  void whoForgetsPooledBuffersIsTheCulpritAndNotWhoNeededTheNextChunk() {
    poolOf(100, 90);
    leakTo(0.8);
    assertThat(english(watch.worst.summary()))
        .endsWith(", in pooled Netty buffers allocated at shop.Decoder.decode");
    assertThat(english(watch.worst.remedies().get(0))).contains("release()");
    assertThat(watch.worst.culprits())
        .containsExactly(
            new Culprit(
                Culprit.Type.ALLOCATION_SITE,
                "shop.Decoder.decode",
                90,
                9,
                Phrase.texts(List.of("shop.Decoder.decode"))),
            new Culprit(
                Culprit.Type.ALLOCATION_SITE,
                "io.netty.buffer.PoolArena.newChunk",
                10,
                4,
                Phrase.texts(List.of("io.netty.buffer.PoolArena.newChunk", "shop.Reply.write"))));
  }

  @Test
  void buffersInUseAreNotBlamedForAPoolThatStaysLarge() {
    poolOf(1000, 10);
    leakTo(0.8);
    assertThat(english(watch.worst.summary()))
        .endsWith(", allocated at io.netty.buffer.PoolArena.newChunk");
  }

  /** One buffer of a chunk that is never returned keeps all of the chunk. */
  @Test
  void fewBuffersHoldManyChunks() {
    poolOf(100, 17);
    List<AllocationSite> sites = new ArrayList<>(watch.service.sites);
    sites.add(new AllocationSite("shop.Index.load", List.of("shop.Index.load"), 50, 3));
    watch.service.sites = sites;
    leakTo(0.8);
    assertThat(watch.worst.culprits())
        .extracting(Culprit::name, Culprit::bytes)
        .containsExactly(
            tuple("shop.Decoder.decode", 17L),
            tuple("shop.Index.load", 50L),
            tuple("io.netty.buffer.PoolArena.newChunk", 83L));
  }

  @Test
  void buffersInUseAreNotBlamedForALeakBesideThePool() {
    poolOf(100, 90);
    List<AllocationSite> sites = new ArrayList<>(watch.service.sites);
    sites.add(new AllocationSite("shop.Index.load", List.of("shop.Index.load"), 500, 3));
    watch.service.sites = sites;
    leakTo(0.8);
    assertThat(english(watch.worst.summary())).endsWith(", allocated at shop.Index.load");
  }

  /** Adaptive pools leave chunks to the collector, which frees what was forgotten in them. */
  @Test
  void forgottenBuffersAreNotBlamedForMoreThanThePoolHolds() {
    poolOf(100, 900);
    List<AllocationSite> sites = new ArrayList<>(watch.service.sites);
    sites.add(new AllocationSite("shop.Index.load", List.of("shop.Index.load"), 500, 3));
    watch.service.sites = sites;
    leakTo(0.8);
    assertThat(watch.worst.culprits())
        .extracting(Culprit::name, Culprit::bytes, Culprit::count)
        .containsExactly(
            tuple("shop.Index.load", 500L, 3L), tuple("shop.Decoder.decode", 100L, 1L));
  }

  private void poolOf(long chunkBytes, long lentBytes) {
    watch.remains = before -> before;
    watch.service.absent.removeAll(List.of(Part.SITES, Part.LENT));
    watch.service.sites =
        List.of(
            new AllocationSite(
                "shop.Reply.write",
                List.of("io.netty.buffer.PoolArena.newChunk", "shop.Reply.write"),
                chunkBytes,
                4));
    watch.service.lent =
        List.of(
            new AllocationSite(
                "shop.Decoder.decode",
                List.of("io.netty.buffer.PooledByteBuf.init", "shop.Decoder.decode"),
                lentBytes,
                9));
  }

  @Test
  void temporaryBuffersOfChannelsAreCalledByTheirName() {
    watch.remains = before -> before;
    watch.service.absent.remove(Part.SITES);
    watch.service.sites =
        List.of(
            new AllocationSite(
                "shop.Export.write",
                List.of(
                    "java.nio.DirectByteBuffer.<init>(DirectByteBuffer.java:1)",
                    "sun.nio.ch.Util.getTemporaryDirectBuffer(Util.java:1)",
                    "shop.Export.write"),
                60,
                3));
    leakTo(0.8);
    assertThat(english(watch.worst.explanation())).contains("temporary buffers");
    assertThat(english(watch.worst.remedies().get(0))).contains("-Djdk.nio.maxCachedBufferSize");
  }

  /** A collector that works beside the application takes all of its heap in the first seconds. */
  @Test
  void heapThatIsTouchedAtTheStartIsNoRival() {
    beside(10, 30);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.kinds).containsExactly(Kind.DIRECT_LEAK);
  }

  @Test
  void heapThatGoesOnFillingIsARival() {
    beside(4.5, 90);
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
  }

  /** Direct memory grows beside a heap that takes so much a tick, for so many ticks. */
  private void beside(double heapStep, int heapTicks) {
    Ticks service = watch.service;
    service.directMax = 2_000;
    service.limit = OptionalLong.of(768);
    service.heapResident = 10;
    watch.remains = before -> before;
    for (int i = 0; i < 130 && service.nonReclaimable() < Ticks.bytes(0.85 * 768); i++) {
      service.direct += 1.8;
      service.heapResident += i < heapTicks ? heapStep : 0;
      watch.tick();
    }
  }

  private void grow() {
    watch.service.direct += 2 + random.nextDouble();
  }

  private void leakTo(double share) {
    while (watch.service.direct < share * MAXIMUM && watch.service.direct + 3 < MAXIMUM) {
      int collections = watch.collections;
      grow();
      watch.tick();
      if (watch.collections > collections && watch.service.direct < 20) {
        return;
      }
    }
  }

  private static Watch watch(double step, boolean mayCollect) {
    Ticks service = new Ticks(step);
    service.directMax = MAXIMUM;
    return new Watch(service, new DirectMemoryDetector(mayCollect));
  }
}
