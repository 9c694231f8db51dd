package io.memguard.detect;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MappedLeakDetectorTest {
  private static final double LIMIT = 512;

  private final Random random = new Random(42);
  private Watch watch = watch(true);

  @Test
  void mappingsThatSurviveACollectionLeak() {
    watch.remainsOfMapped = before -> before;
    leakTo(0.9);
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(watch.kinds).containsExactly(Kind.MAPPED_LEAK);
    assertThat(watch.asked).contains(Question.LIST_FILES, Question.COLLECT_FOR_MAPPED);
    assertThat(watch.worst.experiments()).hasSize(1);
    assertThat(watch.collections).isEqualTo(1);
  }

  @Test
  void pageCacheIsNeverCritical() {
    watch.remainsOfMapped = before -> before;
    leakTo(2);
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void filesInSharedMemoryAreKilledFor() {
    watch.remainsOfMapped = before -> before;
    while (watch.service.mapped < 0.55 * LIMIT) {
      watch.service.mapped += 4 + random.nextDouble();
      watch.service.shared = 1 + watch.service.mapped;
      watch.tick();
    }
    assertThat(watch.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(english(watch.worst.explanation()))
        .contains("tmpfs")
        .doesNotContain("does not kill for them");
  }

  @Test
  void aBoundedSetInSharedMemoryIsHealthy() {
    watch.remainsOfMapped = before -> before;
    while (watch.service.mapped < 0.25 * LIMIT) {
      watch.service.mapped += 2 + random.nextDouble();
      watch.service.shared = 1 + watch.service.mapped;
      watch.tick();
    }
    watch.ticks(300, () -> {});
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void someSharedMemoryBesideThemChangesNothing() {
    watch.remainsOfMapped = before -> before;
    while (watch.service.mapped < 0.9 * LIMIT) {
      watch.service.mapped += 4 + random.nextDouble();
      watch.service.shared += 0.5;
      watch.tick();
    }
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(english(watch.worst.explanation())).contains("does not kill for them");
  }

  @Test
  void foreignMappingsThatNoPoolKnowsLeakToo() {
    watch.remainsOfMapped = before -> before;
    while (watch.service.mappedFiles < 0.9 * LIMIT) {
      watch.service.mappedFiles += 4 + random.nextDouble();
      watch.service.mappings += 1;
      watch.tick();
    }
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void tooManyMappingsAreCritical() {
    watch.remainsOfMapped = before -> before;
    while (watch.service.mappedBuffers < 62_000) {
      watch.service.mappedBuffers += 900;
      watch.service.mapped += 0.1;
      watch.tick();
    }
    assertThat(watch.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(english(watch.worst.summary())).contains("65,530 are allowed");
  }

  @Test
  void mappingsThatMerelyWaitForACollectionAreNoLeak() {
    watch.remainsOfMapped = before -> 10;
    leakTo(0.52);
    watch.ticks(60, () -> watch.service.mapped = 10 + random.nextDouble());
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void withoutExperimentsItsOwnCollectionsProveIt() {
    watch = watch(false);
    for (int i = 0; watch.service.mapped < 0.9 * LIMIT; i++) {
      if (i % 6 == 0) {
        watch.service.collected(80);
      }
      watch.service.mapped += 4;
      watch.tick();
    }
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aBoundedSetOfMappedFilesIsHealthy() {
    watch.remainsOfMapped = before -> before;
    leakTo(0.4);
    watch.ticks(300, () -> watch.service.mapped = 0.4 * LIMIT + 5 * random.nextDouble());
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void anIndexMappedAtStartIsHealthyHoweverLarge() {
    watch.ticks(10, () -> {});
    watch.ticks(200, () -> watch.service.mapped = 20_000);
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void manyThreadsAreNoMappedFiles() {
    watch.ticks(
        100,
        () -> {
          watch.service.threads += 300;
          watch.service.mappings += 600;
        });
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void withoutFiguresTheReasonIsTold() {
    watch.service.absent.add(Part.BUFFERS);
    watch.tick();
    assertThat(watch.finding).isEqualTo(Finding.none(Ticks.reason(Part.BUFFERS)));
  }

  private void leakTo(double share) {
    while (watch.service.mapped < share * LIMIT && watch.collections < 2) {
      watch.service.mapped += 4 + random.nextDouble();
      watch.service.mappedBuffers += 1;
      int collections = watch.collections;
      watch.tick();
      if (watch.collections > collections && watch.service.mapped < 20) {
        return;
      }
    }
  }

  private static Watch watch(boolean mayCollect) {
    Ticks service = new Ticks(1);
    service.limit = OptionalLong.of((long) LIMIT);
    return new Watch(service, new MappedLeakDetector(mayCollect));
  }
}
