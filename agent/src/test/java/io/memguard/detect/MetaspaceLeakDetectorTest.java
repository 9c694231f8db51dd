package io.memguard.detect;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.LoaderFamily;
import io.memguard.snapshot.ProcessLimits;
import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetaspaceLeakDetectorTest {
  private static final String SCRIPTS = "groovy.lang.GroovyClassLoader$InnerLoader";

  private Watch watch = watch(1, true);
  private int loaders;
  private int classes = 5_000;
  private int ofPattern;
  private boolean jdk;
  private String pattern = "Script#";

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 1, 60})
  void loadersThatSurviveACollectionAreProvedFarFromAnyLimit(double step) {
    watch = watch(step, true);
    watch.remainsOfMetaspace = metaspace -> metaspace;
    watch.ticks(90, () -> script(4));
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(watch.kinds).containsExactly(Kind.METASPACE_LEAK);
    Culprit culprit = watch.worst.culprits().get(0);
    assertThat(culprit.type()).isEqualTo(Culprit.Type.CLASS_LOADER);
    assertThat(culprit.name()).isEqualTo(SCRIPTS);
    assertThat(english(culprit.detail().get(1))).startsWith("Script# x ");
    assertThat(watch.worst.experiments()).hasSize(1);
  }

  @Test
  void loadersThatACollectionUnloadsAreNothing() {
    double[] least = {watch.service.metaspaceBesideClassSpace};
    watch.remainsOfMetaspace =
        metaspace -> {
          loaders = 0;
          return least[0];
        };
    watch.ticks(100, () -> script(2));
    assertThat(watch.collections).isEqualTo(1);
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
  }

  @Test
  void withoutACollectionNothingIsProved() {
    watch.ticks(90, () -> script(4));
    assertThat(watch.asked)
        .containsExactlyInAnyOrder(
            Question.LIST_LOADERS, Question.TRACE_LOADERS, Question.COLLECT_FOR_METASPACE);
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
  }

  @Test
  void theJvmsOwnCollectionsServeWhereNoneMayBeRun() {
    watch = watch(1, false);
    int[] tick = {0};
    watch.ticks(
        90,
        () -> {
          script(4);
          if (tick[0]++ % 10 == 9) {
            watch.service.collected(80);
          }
        });
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void whereOneMayBeRunTheJvmsOwnAreNoProof() {
    int[] tick = {0};
    watch.ticks(
        90,
        () -> {
          script(4);
          if (tick[0]++ % 10 == 9) {
            watch.service.collected(80);
          }
        });
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
  }

  @Test
  void classesOfOnePatternWithinOneLoaderAreProved() {
    watch.remainsOfMetaspace = metaspace -> metaspace;
    watch.ticks(
        90,
        () -> {
          loaders = 1;
          classes += 30;
          ofPattern += 30;
          watch.service.metaspaceBesideClassSpace += 0.1;
        });
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(english(watch.worst.summary())).contains("classes Script# in " + SCRIPTS);
    assertThat(String.join(" ", english(watch.worst.remedies())))
        .contains("See who holds a loader");
  }

  @Test
  void nobodyIsSentToLookForTheHolderOfALambda() {
    pattern = "shop.Order$$Lambda$#";
    watch.remainsOfMetaspace = metaspace -> metaspace;
    watch.ticks(
        90,
        () -> {
          loaders = 1;
          classes += 30;
          ofPattern += 30;
          watch.service.metaspaceBesideClassSpace += 0.1;
        });
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(String.join(" ", english(watch.worst.remedies())))
        .contains("LambdaMetafactory")
        .doesNotContain("See who holds a loader");
  }

  @Test
  void aLongStartWithManyPluginsIsNothing() {
    watch.remainsOfMetaspace = metaspace -> metaspace;
    int[] tick = {0};
    watch.ticks(
        150,
        () -> {
          if (tick[0]++ < 45) {
            loaders += 8;
            classes += 16;
            watch.service.metaspaceBesideClassSpace += 0.15;
          }
        });
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
  }

  @Test
  void hundredsOfGeneratedClassesAreOftenAllThatIsNeeded() {
    watch.remainsOfMetaspace = metaspace -> metaspace;
    watch.ticks(
        90,
        () -> {
          loaders = 1;
          classes += 10;
          ofPattern += 10;
          watch.service.metaspaceBesideClassSpace += 0.1;
        });
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
  }

  @Test
  void oneLoaderThatLoadsEverDifferentClassesIsAWarmUp() {
    watch.remainsOfMetaspace = metaspace -> metaspace;
    watch.ticks(
        90,
        () -> {
          loaders = 1;
          classes += 30;
          watch.service.metaspaceBesideClassSpace += 0.2;
        });
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
    assertThat(watch.collections).isZero();
  }

  @Test
  void aWarmUpThatSlowsDownIsNothing() {
    watch.remainsOfMetaspace = metaspace -> metaspace;
    watch.ticks(
        120,
        () -> {
          double room = 90 - watch.service.metaspaceBesideClassSpace;
          watch.service.metaspaceBesideClassSpace += room / 12;
        });
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void whatTheJdkMakesForItselfProvesNothing() {
    jdk = true;
    watch.remainsOfMetaspace = metaspace -> metaspace;
    watch.ticks(90, () -> script(4));
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
    assertThat(watch.collections).isZero();
  }

  @Test
  void scriptsThatAreUnloadedNowAndThenAreNothing() {
    int[] tick = {0};
    watch.ticks(
        200,
        () -> {
          boolean unloads = ++tick[0] % 20 == 0;
          loaders = unloads ? 0 : loaders + 4;
          watch.service.metaspaceBesideClassSpace = 35 + loaders * 0.1;
        });
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void nearItsMaximumTheCollectionAloneProves() {
    watch.service.limits = metaspaceMax(64);
    watch.remainsOfMetaspace = metaspace -> metaspace;
    watch.ticks(54, () -> watch.service.metaspaceBesideClassSpace += 0.4);
    assertThat(watch.severity()).isGreaterThanOrEqualTo(Severity.WARNING);
    assertThat(watch.worst.limitBytes()).hasValue(Ticks.bytes(64));
    assertThat(english(watch.worst.summary())).contains("-XX:MaxMetaspaceSize");
  }

  @Test
  void withoutFiguresTheReasonIsTold() {
    watch.service.absent.add(Part.NON_HEAP);
    watch.tick();
    assertThat(watch.finding).isEqualTo(Finding.none(Ticks.reason(Part.NON_HEAP)));
  }

  private void script(int count) {
    loaders += count;
    classes += count;
    ofPattern += count;
    watch.service.metaspaceBesideClassSpace += 0.05 * count;
  }

  private Watch watch(double step, boolean mayCollect) {
    Watch made = new Watch(new Ticks(step), new MetaspaceLeakDetector(mayCollect));
    made.loaders =
        () ->
            List.of(
                new LoaderFamily("app", false, 1, 8_000, "", 0),
                new LoaderFamily(SCRIPTS, jdk, loaders, classes, pattern, ofPattern));
    return made;
  }

  private static ProcessLimits metaspaceMax(double mib) {
    OptionalLong none = OptionalLong.empty();
    return new ProcessLimits(OptionalLong.of(Ticks.bytes(mib)), none, none, none, none, none, none);
  }
}
