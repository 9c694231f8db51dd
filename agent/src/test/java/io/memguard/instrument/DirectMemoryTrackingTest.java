package io.memguard.instrument;

import static io.memguard.instrument.DirectBuffers.KB;
import static io.memguard.instrument.DirectBuffers.MB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In child JVMs of every Java version at hand; see {@link ChildJvm#homes}. */
class DirectMemoryTrackingTest {

  private static final String SCENARIO = LeakBesideChurn.class.getName();

  @TempDir Path folder;

  static Stream<Path> homes() {
    return ChildJvm.homes();
  }

  @ParameterizedTest
  @MethodSource("homes")
  void namesTheLeakAndNotTheChurn(Path home) throws Exception {
    ChildJvm.Result result = ChildJvm.run(home, folder, true, LeakBesideChurn.class);

    assertThat(result.err()).isEmpty();
    assertThat(result.out().replaceAll("=\\d+", "="))
        .isEqualTo(
            """
            armed=true
            total=
            %s.leak=
            %s.leak.count=
            innermost jdk.internal.misc.Unsafe.allocateMemory(Unsafe.java)
            """
                .formatted(SCENARIO, SCENARIO));
    // At least 400 samples: a quarter is five times their standard error.
    assertThat(result.number(SCENARIO + ".leak")).isCloseTo(200 * MB, withPercentage(25));
    assertThat(result.number(SCENARIO + ".leak.count"))
        .isCloseTo(200 * MB / (64 * KB), withPercentage(25));
    assertThat(result.number("total")).isCloseTo(result.number(SCENARIO + ".leak"), within(0L));
  }

  @ParameterizedTest
  @MethodSource("homes")
  void noticesEveryWayToFree(Path home) throws Exception {
    ChildJvm.Result result = ChildJvm.run(home, folder, true, EveryWayToFree.class);

    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .startsWith(
            """
            old block freed=0
            allocated=16
            freed by its cleaner=0
            allocated 16 MB to drop=16
            freed by collection=0
            resized=32
            freed by Unsafe=0
            """);
    assertThat(result.out().lines().skip(7))
        .isIn(
            Stream.of().toList(),
            Stream.of("foreign memory=16", "foreign memory closed=0").toList());
  }

  @ParameterizedTest
  @MethodSource("homes")
  void hearsWhenDirectMemoryIsRefused(Path home) throws Exception {
    ChildJvm.Result result = ChildJvm.run(home, folder, true, RefusedBuffer.class);

    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .matches(
            """
            refused far from the limit=true
            heard=false
            refused near the limit=true
            Cannot reserve 2147483647 bytes of direct buffer memory \\(allocated: \\d+, limit: 1073741824\\)
            sampled 805306368=true
            heard Requested array size exceeds VM limit=false
            refused after a sample=true
            heard=true
            """);
  }

  @ParameterizedTest
  @MethodSource("homes")
  void namesWhoForgetsPooledBuffers(Path home) throws Exception {
    ChildJvm.Result result = ChildJvm.run(home, folder, true, NettyForgotten.class);

    assertThat(result.err()).isEmpty();
    assertThat(result.out().replaceAll("forgotten=\\d+", "forgotten="))
        .isEqualTo(
            """
            before: lent buffers are tracked only when direct memory grows
            no pool yet: no pool of Netty was seen
            forgotten=
            grown=0
            kept=16
            given back=0
            on the heap=0
            relocated=16
            forgotten by the other pool=true
            disarmed: lent buffers are tracked only when direct memory grows
            still lends=64
            """);
    // At least 400 samples: a quarter is five times their standard error.
    assertThat(result.number("forgotten")).isCloseTo(NettyForgotten.FORGOTTEN, withPercentage(25));
  }

  @ParameterizedTest
  @MethodSource("homes")
  void saysWhyItCannotBeArmed(Path home) throws Exception {
    ChildJvm.Result result = ChildJvm.run(home, folder, false, ArmInVain.class);

    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .isEqualTo(
            """
            direct memory cannot be tracked on this JVM: java.lang.UnsupportedOperationException: \
            adding retransformable transformers is not supported in this environment
            []
            """);
  }

  @ParameterizedTest
  @MethodSource("homes")
  void armsAndDisarmsUnderLoad(Path home) throws Exception {
    ChildJvm.Result result = ChildJvm.run(home, folder, true, ArmUnderLoad.class);

    String reason =
        "allocation sites are tracked only when direct memory grows (track-direct=auto)";
    String round =
        """
        armed=true
        armed already=true
        kept=64
        disarmed: %s
        sites=[] bytes=0
        calls after=0
        """
            .formatted(reason);
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .isEqualTo(
            "before: " + reason + "\n" + round + round + "retained by churn=0\n" + "failures=0\n");
  }
}
