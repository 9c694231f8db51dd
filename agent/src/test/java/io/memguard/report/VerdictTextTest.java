package io.memguard.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.verdict.Culprit;
import io.memguard.verdict.Language;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTextTest {

  @Test
  void threeParts() {
    assertThat(VerdictText.of(Verdicts.directLeak(), Language.EN))
        .isEqualTo(
            """
            WARNING direct-leak: Direct buffers hold 412.3 MiB and grow by 1.2 MiB/s.
              why:     A full collection left 99 % of them, so something still refers to them. Buffers that merely wait
                       for a collection would be gone; a pool that fills would slow down.
              culprit: com.acme.Cache.put (allocation-site): 400.0 MiB in 1200
                         com.acme.Cache.put(Cache.java:17)
                         com.acme.Main.run(Main.java:5)
              tried:   gc: 412.3 MiB before, 410.1 MiB after, 35 ms
              do:      1. Release the buffers that Cache.put keeps.
                       2. Bound them meanwhile: -XX:MaxDirectMemorySize=512m
              done:    A heap dump of 80.0 MiB was taken.""");
  }

  @Test
  void onlyTheFirstCulpritsAndFrames() {
    Culprit culprit =
        new Culprit(Culprit.Type.CLASS, "A", 0, 7, Collections.nCopies(8, Phrase.text("frame")));
    assertThat(VerdictText.of(withCulprits(Collections.nCopies(5, culprit)), Language.EN))
        .isEqualTo(
            "WATCH neighbour: s\n"
                + ("  culprit: A (class): 7\n"
                        + "             frame\n".repeat(6)
                        + "             ... and 2 more\n")
                    .repeat(3)
                + "           ... and 2 more");
  }

  @Test
  void namesCannotForgeLines() {
    String text =
        VerdictText.of(
            Verdicts.bare(Severity.CRITICAL, "a\nERROR b\r\u001b[31m\u202ec\u2028d\tü漢😀"),
            Language.EN);
    assertThat(text)
        .isEqualTo("CRITICAL neighbour: a\\nERROR b\\r\\u001b[31m\\u202ec\\u2028d\\tü漢😀");
  }

  @Test
  void longWordsStayWhole() {
    String path = "/very/long/".repeat(20);
    assertThat(
            VerdictText.of(Verdicts.bare(Severity.INFO, "See " + path + " for it."), Language.EN))
        .isEqualTo("INFO neighbour: See\n  " + path + "\n  for it.");
  }

  @Test
  void chineseIsWrappedByColumns() {
    String text = VerdictText.of(Verdicts.bare(Severity.WATCH, "内存一直在增长，".repeat(10)), Language.EN);
    // 17 columns of "WATCH neighbour: " leave 93 for 46 characters; the comma follows its word.
    assertThat(text.lines().toList())
        .containsExactly(
            "WATCH neighbour: " + "内存一直在增长，".repeat(5) + "内存一直在增", "  长，" + "内存一直在增长，".repeat(4));
  }

  @Test
  void clearedNeedsNoReasons() {
    Verdict verdict = Verdicts.bare(Severity.CLEARED, "Direct buffers no longer grow.");
    assertThat(VerdictText.of(verdict, Language.EN))
        .isEqualTo("CLEARED neighbour: Direct buffers no longer grow.");
  }

  private static Verdict withCulprits(List<Culprit> culprits) {
    Verdict bare = Verdicts.bare(Severity.WATCH, "s");
    return new Verdict(
        bare.kind(),
        bare.severity(),
        bare.confidence(),
        bare.fingerprint(),
        bare.summary(),
        bare.explanation(),
        bare.remedies(),
        bare.account(),
        bare.bytes(),
        bare.growthBytesPerSecond(),
        bare.limitBytes(),
        bare.forecast(),
        culprits,
        bare.evidence(),
        bare.experiments(),
        bare.actions());
  }
}
