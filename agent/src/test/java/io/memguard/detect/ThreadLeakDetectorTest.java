package io.memguard.detect;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.ProcessLimits;
import io.memguard.snapshot.ThreadFamily;
import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Kind;
import io.memguard.verdict.Severity;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forty threads of the JVM and of the service; the family under test comes on top. */
class ThreadLeakDetectorTest {
  private static final int BASE = 40;

  private final Random random = new Random(7);
  private Watch watch = watch(1);
  private String pattern = "pool-#-thread-#";
  private int threads;
  private int owners;
  private int ended;
  private double idle = 1;

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 1, 60})
  void poolsThatAreNeverShutDownAreProvedFarFromAnyLimit(double step) {
    watch = watch(step);
    ticks(60, () -> add(2, 1));
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(watch.kinds).containsExactly(Kind.THREAD_LEAK);
    Culprit culprit = watch.worst.culprits().get(0);
    assertThat(culprit.type()).isEqualTo(Culprit.Type.THREAD_GROUP);
    assertThat(culprit.name()).isEqualTo(pattern);
    assertThat(english(watch.worst.summary())).contains("pools of 'pool-#-thread-#'");
  }

  @Test
  void clientsWithOneThreadEachAreProved() {
    pattern = "HttpClient-#-SelectorManager";
    ticks(60, () -> add(1, 1));
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(String.join(" ", english(watch.worst.remedies()))).contains("HttpClient");
  }

  @Test
  void threadsThatWaitForChildrenTellOfTheChildren() {
    pattern = "process reaper (pid #)";
    ticks(60, () -> add(1, 1));
    assertThat(watch.severity()).isEqualTo(Severity.WARNING);
    assertThat(english(watch.worst.summary())).contains("wait for child processes that do not end");
    assertThat(english(watch.worst.explanation())).doesNotContain("executor");
    assertThat(String.join(" ", english(watch.worst.remedies()))).contains("ps -o pid", "waitFor");
  }

  @Test
  void childrenThatComeAndGoAreNothing() {
    pattern = "process reaper (pid #)";
    ticks(
        120,
        () -> {
          threads = 5 + random.nextInt(40);
          owners = threads;
          ended += threads / 2;
        });
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
  }

  @Test
  void aPoolOfAFixedSizeThatFillsIsNoLeak() {
    owners = 1;
    ticks(160, () -> threads += threads < 200 ? 2 : 0);
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void aCachedPoolThatGrowsInABurstAndShrinksIsNothing() {
    owners = 1;
    ticks(30, () -> {});
    ticks(5, () -> threads += 30);
    ticks(60, () -> {});
    ticks(10, () -> threads -= 15);
    ticks(60, () -> {});
    assertThat(watch.severity()).isEqualTo(Severity.CLEARED);
  }

  @Test
  void poolsThatComeAndGoAreNoLeak() {
    ticks(
        200,
        () -> {
          threads = 40 + random.nextInt(40);
          ended += threads / 4;
          owners = threads / 2;
        });
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
  }

  @Test
  void aRiseOfWhichManyEndAgainProvesNothing() {
    ticks(
        60,
        () -> {
          add(2, 1);
          ended += 1;
        });
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
  }

  @Test
  void threadsAtWorkThatStandForThemselvesMayBeConnections() {
    pattern = "Thread-#";
    idle = 0.2;
    ticks(80, () -> add(1, 1));
    assertThat(watch.severity()).isEqualTo(Severity.WATCH);
  }

  @Test
  void poolsMadeAtStartAreNoLeak() {
    ticks(12, () -> add(3, 3));
    ticks(60, () -> {});
    assertThat(watch.severity()).isLessThanOrEqualTo(Severity.WATCH);
    assertThat(watch.finding.verdict()).isEmpty();
  }

  @Test
  void theLimitOfTasksProvesWhatTheCauseDoesNot() {
    watch.service.limits = tasks(400);
    owners = 1;
    ticks(170, () -> threads += 2);
    assertThat(watch.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(watch.worst.secondsToLimit()).isPresent();
  }

  @Test
  void withoutFiguresTheReasonIsTold() {
    watch.service.absent.add(Part.PROCESS);
    watch.tick();
    assertThat(watch.finding).isEqualTo(Finding.none(Ticks.reason(Part.PROCESS)));
  }

  private void add(int more, int pools) {
    threads += more;
    owners += pools;
  }

  private void ticks(int count, Runnable move) {
    watch.ticks(
        count,
        () -> {
          move.run();
          watch.service.threads = BASE + threads;
        });
  }

  private Watch watch(double step) {
    Watch made = new Watch(new Ticks(step), new ThreadLeakDetector());
    made.threads =
        () ->
            List.of(
                new ThreadFamily("GC Thread##", BASE, 1, 0, BASE, "", List.of()),
                new ThreadFamily(
                    pattern, threads, owners, ended, (int) (idle * threads), "WAITING", List.of()));
    return made;
  }

  private static ProcessLimits tasks(long most) {
    OptionalLong none = OptionalLong.empty();
    return new ProcessLimits(none, none, none, none, OptionalLong.of(most), none, none);
  }
}
