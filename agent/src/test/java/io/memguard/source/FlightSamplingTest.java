package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real samples with real chains, and threads that are really started. */
class FlightSamplingTest {
  @TempDir private Path folder;

  static Stream<ChildJvm> jvms() {
    return ChildJvm.all();
  }

  @ParameterizedTest
  @MethodSource("jvms")
  void findsWhatHoldsAnObjectAndWhereItWasMade(ChildJvm jvm) throws Exception {
    List<String> flags = List.of("-Xmx128m", "-XX:+UseSerialGC");
    List<String> output = jvm.run(flags, HeldObjectsProgram.class, folder.toString());

    assertThat(output)
        .containsExactly(
            "recorded true 0",
            "searched true",
            "held by the list true",
            "not reached true",
            "allocated here true",
            "started here true",
            "left 0 0",
            "garbage 120000000, orders 10000 10000");
  }
}
