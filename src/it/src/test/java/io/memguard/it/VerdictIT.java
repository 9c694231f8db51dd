package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every disease of the gallery is proved in time, by its name and with its culprit; on its healthy
 * twins there is no alarm. With {@code -Dmemguard.matrix=full} on every JDK and collector.
 */
@Execution(ExecutionMode.CONCURRENT)
class VerdictIT {

  private static final int LIMIT_MEGABYTES = 512;
  private static final int SECONDS = Integer.getInteger("memguard.seconds", 120);

  /** Proved before this share of the limit is used. */
  private static final double IN_TIME = 0.85;

  @RegisterExtension final Workbench bench = new Workbench();

  /** Where the cases run: a JDK and the flags of its collector. */
  private record Place(Jdk jdk, List<String> flags) {
    boolean collectsByItself() {
      return flags.contains("-XX:+UseZGC") || flags.contains("-XX:+UseShenandoahGC");
    }

    @Override
    public String toString() {
      return jdk + " " + String.join(" ", flags);
    }
  }

  static Stream<Arguments> diseases() {
    return onEveryPlace(Gallery.all().stream().filter(c -> !c.isHealthy()).toList());
  }

  static Stream<Arguments> twins() {
    return onEveryPlace(Gallery.all().stream().filter(Gallery::isHealthy).toList());
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("diseases")
  void diseaseIsProvedInTime(Gallery disease, Place place) {
    assumeFalse(
        disease.kind().equals("direct-uncollected") && place.collectsByItself(),
        "ZGC and Shenandoah collect the whole heap by themselves: nothing stays uncollected");
    AgentJvm jvm = start(disease, place);

    Optional<Diagnosis> proof =
        jvm.firstDiagnosis(Duration.ofSeconds(SECONDS), d -> d.isAlarmOf(disease.kind()));

    assertThat(proof)
        .as(() -> jvm.diagnoses().all() + "\n" + jvm.description())
        .hasValueSatisfying(
            alarm -> {
              if (alarm.limitBytes() != null) {
                assertThat(alarm.bytes()).isLessThan((long) (IN_TIME * alarm.limitBytes()));
              }
            });
    assertThat(jvm.isAlive()).as("proved before the end").isTrue();
    // The culprit may be found a little later than the growth is proved.
    assertThat(
            jvm.firstDiagnosis(
                Duration.ofSeconds(SECONDS),
                d -> d.kind().equals(disease.kind()) && d.names(disease.culpritPattern())))
        .as(() -> disease.culprit() + " in " + jvm.diagnoses().all())
        .isPresent();
    assertThat(jvm.diagnoses().alarms())
        .as("nothing else is accused of leaking")
        .allMatch(
            alarm ->
                alarm.kind().equals(disease.kind())
                    || (!alarm.kind().endsWith("-leak") && !alarm.kind().equals("neighbour")));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("twins")
  void twinRaisesNoAlarm(Gallery twin, Place place) {
    AgentJvm jvm = start(twin, place);

    assertThat(jvm.exitCodeAfter(Duration.ofSeconds(SECONDS))).as(jvm::description).isZero();
    assertThat(Diagnoses.lives(jvm.dir())).as("the agent was there").hasSize(1);
    assertThat(jvm.diagnoses().alarms()).isEmpty();
  }

  private AgentJvm start(Gallery habit, Place place) {
    return habit
        .launch(bench.jvm(place.jdk()), LIMIT_MEGABYTES, SECONDS)
        .agent("interval=1s")
        .flags(place.flags())
        .start();
  }

  private static Stream<Arguments> onEveryPlace(List<Gallery> cases) {
    return places().stream().flatMap(place -> cases.stream().map(c -> Arguments.of(c, place)));
  }

  private static List<Place> places() {
    if (!System.getProperty("memguard.matrix", "").equals("full")) {
      return List.of(new Place(Jdk.running(), List.of("-XX:+UseG1GC")));
    }
    return Jdk.all().stream()
        .flatMap(jdk -> collectors(jdk).map(flags -> new Place(jdk, flags)))
        .toList();
  }

  private static Stream<List<String>> collectors(Jdk jdk) {
    Stream<List<String>> everywhere =
        Stream.of("G1", "Serial", "Parallel", "Z", "Shenandoah")
            .map(name -> List.of("-XX:+Use" + name + "GC"));
    // Generational ZGC is an option of 21 only: 17 has none, later ones have nothing else.
    return jdk.feature() == 21
        ? Stream.concat(everywhere, Stream.of(List.of("-XX:+UseZGC", "-XX:+ZGenerational")))
        : everywhere;
  }
}
