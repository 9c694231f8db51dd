package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The short form of {@code src/it/score}: one case of every kind, and the healthy ones that look
 * most like them, on the running JDK with its usual collector.
 */
@Execution(ExecutionMode.CONCURRENT)
class VerdictIT {

  private static final Performance.Plan PLAN = Performance.Plan.USUAL;

  private static final List<String> TWINS =
      List.of(
          "bounded-cache", "lazy-collector", "pooled-buffers", "fixed-pool", "scripts-unloaded");

  @RegisterExtension final Workbench bench = new Workbench();

  static Stream<Gallery> oneOfEachKind() {
    Map<String, Gallery> byKind = new LinkedHashMap<>();
    Gallery.all().stream()
        .filter(habit -> !habit.isHealthy() && Place.usual().suits(habit))
        .forEach(habit -> byKind.putIfAbsent(habit.kind(), habit));
    return byKind.values().stream();
  }

  static Stream<Gallery> twins() {
    return TWINS.stream().map(Gallery::named);
  }

  @ParameterizedTest
  @MethodSource({"oneOfEachKind", "twins"})
  void isJudgedRight(Gallery habit) throws InterruptedException {
    Performance performance = Performance.play(bench, habit, Place.usual(), PLAN);

    assertThat(Score.of(performance, PLAN).faults()).as(() -> told(performance)).isEmpty();
  }

  private String told(Performance performance) {
    return performance.said() + "\n" + bench.folder();
  }
}
