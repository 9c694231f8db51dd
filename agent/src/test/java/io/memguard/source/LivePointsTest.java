package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each collector tells of the live set, against programs whose live set is known. */
class LivePointsTest {

  /** A figure and what was really held when its collection ended. */
  private record Point(long bytes, long truth) {}

  private static final long QUEUE_FULL = 29_000_000;
  private static final long LEAKED = 60_000_000;
  private static final long TOLERANCE_PERCENT = 30;

  static Stream<Arguments> collectors() {
    return ChildJvm.all()
        .flatMap(
            jvm ->
                Stream.of("G1", "Serial", "Parallel", "Z")
                    .map(collector -> Arguments.of(jvm, collector)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("collectors")
  void followsTheLiveSetAndNothingElse(ChildJvm jvm, String collector) throws Exception {
    List<String> flags = List.of("-Xmx160m", "-XX:+Use" + collector + "GC");
    Process leaking = jvm.start(flags, LiveHeapProgram.class, "leak");
    Process healthy = jvm.start(flags, LiveHeapProgram.class, "healthy");
    List<String> healthyOutput = ChildJvm.output(healthy);
    List<String> leakingOutput = ChildJvm.output(leaking);

    List<Point> rising = points(leakingOutput);
    long rise = median(last(rising)).bytes() - median(first(rising)).bytes();
    long truth = median(last(rising)).truth() - median(first(rising)).truth();
    assertThat(truth).as("%s", leakingOutput).isGreaterThan(LEAKED / 4);
    assertThat(rise).as("rise of %s", rising).isCloseTo(truth, withinPercentage(TOLERANCE_PERCENT));
    assertThat(rising).allSatisfy(point -> assertThat(point.bytes()).isGreaterThan(point.truth()));

    List<Point> level = points(healthyOutput);
    assertThat(median(last(level)).bytes() - median(first(level)).bytes())
        .as("rise of %s", level)
        .isCloseTo(0, within(LEAKED * TOLERANCE_PERCENT / 100));
  }

  private static List<Point> points(List<String> output) {
    TreeMap<Long, Long> truth = new TreeMap<>();
    List<Point> points = new ArrayList<>();
    for (String line : output) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("truth")) {
        truth.put(Long.parseLong(words[1]), Long.parseLong(words[2]));
      }
    }
    for (String line : output) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("point")) {
        Map.Entry<Long, Long> held = truth.floorEntry(Long.parseLong(words[1]));
        if (held != null && held.getValue() > QUEUE_FULL) {
          points.add(new Point(Long.parseLong(words[2]), held.getValue()));
        }
      }
    }
    assertThat(points)
        .as("points in %s", output.stream().filter(l -> !l.startsWith("truth")).toList())
        .hasSizeGreaterThanOrEqualTo(2);
    return points;
  }

  private static List<Point> first(List<Point> points) {
    return points.subList(0, (points.size() + 2) / 3);
  }

  private static List<Point> last(List<Point> points) {
    return points.subList(points.size() - (points.size() + 2) / 3, points.size());
  }

  private static Point median(List<Point> points) {
    return new Point(
        points.stream().map(Point::bytes).sorted().toList().get(points.size() / 2),
        points.stream().map(Point::truth).sorted().toList().get(points.size() / 2));
  }
}
