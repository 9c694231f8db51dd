package io.memguard.investigate;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.ThreadStarts;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Forecast;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Severity;
import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TraceStartsTest {
  private static final ThreadStarts JOB =
      new ThreadStarts(
          "pool-#-thread-#",
          List.of("java.lang.Thread.start:793", "shop.Job.run:43", "shop.Main.main:9"),
          120);
  private static final ThreadStarts OTHER =
      new ThreadStarts("pool-#-thread-#", List.of("shop.Reports.print:7"), 4);

  @Test
  void thePlaceThatStartsMostIsNamed() {
    Verdict named = TraceStarts.named(leak(), List.of(OTHER, JOB));
    assertThat(english(named.summary())).isEqualTo("threads leak; started by shop.Job.run:43");
    assertThat(english(named.culprits().get(0).detail()))
        .containsExactly(
            "200 threads of 50 owners",
            "120 of 124 that were seen to start: by shop.Job.run:43",
            "  started by java.lang.Thread.start:793",
            "  started by shop.Job.run:43",
            "  started by shop.Main.main:9",
            "java.util.concurrent.LinkedBlockingQueue.take");
  }

  @Test
  void startsOfOtherThreadsSayNothing() {
    ThreadStarts timer = new ThreadStarts("Timer-#", List.of("shop.Clock.start:1"), 9);
    assertThat(TraceStarts.named(leak(), List.of(timer))).isEqualTo(leak());
  }

  @Test
  void whereNoGroupIsKnownYetTheOneThatIsStartedMostIsNamed() {
    Verdict unknown = leak().withCulprits(List.of(), Phrase.NONE);
    Verdict named = TraceStarts.named(unknown, List.of(OTHER, JOB));
    assertThat(english(named.summary())).isEqualTo("threads leak; started by shop.Job.run:43");
    assertThat(named.culprits()).hasSize(1);
    assertThat(named.culprits().get(0).name()).isEqualTo("pool-#-thread-#");
    assertThat(TraceStarts.named(unknown, List.of(OTHER))).isEqualTo(unknown);
  }

  private static Verdict leak() {
    return new Verdict(
        Kind.THREAD_LEAK,
        Severity.WARNING,
        0.9,
        "thread-leak/threads",
        Phrase.text("threads leak"),
        Phrase.text("why"),
        List.of(),
        "threads",
        0,
        0,
        OptionalLong.empty(),
        Forecast.NONE,
        List.of(
            new Culprit(
                Culprit.Type.THREAD_GROUP,
                "pool-#-thread-#",
                0,
                200,
                Phrase.texts(
                    List.of(
                        "200 threads of 50 owners",
                        "java.util.concurrent.LinkedBlockingQueue.take")))),
        List.of(),
        List.of(),
        List.of());
  }
}
