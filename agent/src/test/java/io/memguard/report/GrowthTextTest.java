package io.memguard.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GrowthTextTest {
  private static final long MIB = 1 << 20;

  @Test
  void theLargestDifferenceIsFirstAndWhatStayedIsLeftOut() {
    String text =
        GrowthText.of(
            "Since a while:",
            Map.of("Other", 10 * MIB, "Code", 30 * MIB, "GC", 9 * MIB, "Gone", MIB),
            Map.of("Other", 52 * MIB, "Code", 25 * MIB, "GC", 9 * MIB, "New", 2 * MIB));
    assertThat(text)
        .isEqualTo(
            """
            Since a while:

                    then          now   difference
                10.0 MiB     52.0 MiB     42.0 MiB  Other
                30.0 MiB     25.0 MiB     -5.0 MiB  Code
                     0 B      2.0 MiB      2.0 MiB  New
                 1.0 MiB          0 B     -1.0 MiB  Gone
            """);
  }
}
