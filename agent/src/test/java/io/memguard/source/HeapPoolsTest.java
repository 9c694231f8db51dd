package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HeapPoolsTest {

  private static final List<String> G1 =
      List.of("G1", "G1 Old Generation = FULL", "G1 Young Generation = YOUNG", "old [G1 Old Gen]");

  private static final List<String> G1_SINCE_20 =
      List.of(
          "G1",
          "G1 Concurrent GC = MARKING",
          "G1 Old Generation = FULL",
          "G1 Young Generation = YOUNG",
          "old [G1 Old Gen]");

  private static final List<String> SERIAL =
      List.of("SERIAL", "Copy = YOUNG", "MarkSweepCompact = FULL", "old [Tenured Gen]");

  private static final List<String> PARALLEL =
      List.of("PARALLEL", "PS MarkSweep = FULL", "PS Scavenge = YOUNG", "old [PS Old Gen]");

  private static final List<String> Z =
      List.of("Z", "ZGC Cycles = CYCLE", "ZGC Pauses = PAUSES", "old []");

  private static final List<String> GENERATIONAL_Z =
      List.of(
          "GENERATIONAL_Z",
          "ZGC Major Cycles = CYCLE",
          "ZGC Major Pauses = PAUSES",
          "ZGC Minor Cycles = YOUNG_CYCLE",
          "ZGC Minor Pauses = PAUSES",
          "old [ZGC Old Generation]");

  private static final List<String> SHENANDOAH =
      List.of("SHENANDOAH", "Shenandoah Cycles = CYCLE", "Shenandoah Pauses = PAUSES", "old []");

  private static final List<String> BESIDE_THE_HEAP =
      List.of("metaspace [Metaspace]", "class space [Compressed Class Space]", "code 3");

  static Stream<Arguments> collectors() {
    return ChildJvm.all()
        .flatMap(
            jvm ->
                Stream.of(
                    Arguments.of(jvm, "G1", List.of(G1, G1_SINCE_20)),
                    Arguments.of(jvm, "Serial", List.of(SERIAL)),
                    Arguments.of(jvm, "Parallel", List.of(PARALLEL)),
                    Arguments.of(jvm, "Z", List.of(Z, GENERATIONAL_Z)),
                    Arguments.of(jvm, "Shenandoah", List.of(SHENANDOAH))));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("collectors")
  void everyNameOfARealJvmIsKnown(ChildJvm jvm, String collector, List<List<String>> expected)
      throws Exception {
    List<String> flags = List.of("-Xmx64m", "-XX:+Use" + collector + "GC");
    List<String> output = jvm.run(flags, BeanNamesProgram.class);

    int heapLines = output.size() - BESIDE_THE_HEAP.size();
    assertThat(output.subList(0, heapLines)).isIn(expected);
    assertThat(output.subList(heapLines, output.size())).isEqualTo(BESIDE_THE_HEAP);
  }
}
