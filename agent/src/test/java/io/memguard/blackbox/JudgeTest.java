package io.memguard.blackbox;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.Reading;
import io.memguard.source.KernelLog.OomKill;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private final Remains life = new Remains();

  @Test
  void anOrderlyShutdownIsClean() {
    assertThat(Judge.ofOrderlyEnd(life.recording(), true, Optional.empty())).isEmpty();
    life.ending = Optional.of(new Ending(Ending.How.SIGNAL, "SIGTERM", 1));
    assertThat(Judge.ofOrderlyEnd(life.recording(), false, Optional.empty())).isEmpty();

    Conclusion conclusion =
        Judge.ofOrderlyEnd(life.recording(), true, Optional.empty()).orElseThrow();

    assertThat(conclusion.cause()).isEqualTo(Cause.CLEAN);
    assertThat(english(conclusion.reason())).contains("SIGTERM");
  }

  @Test
  void aMainThreadThatAnErrorEndedIsNoCleanEnd() {
    Optional<Path> dump = Optional.of(Path.of("/life/java_pid7.hprof"));
    life.ending = Optional.of(new Ending(Ending.How.LAST_THREAD, "", 1));

    Conclusion conclusion = Judge.ofOrderlyEnd(life.recording(), true, dump).orElseThrow();

    assertThat(conclusion.cause()).isEqualTo(Cause.OUT_OF_MEMORY_ERROR);
    assertThat(english(conclusion.reason())).contains("java_pid7.hprof").contains("last thread");
  }

  @Test
  void whoeverIsAskedToEndAfterAnErrorEndsClean() {
    Optional<Path> dump = Optional.of(Path.of("/life/java_pid7.hprof"));
    life.ending = Optional.of(new Ending(Ending.How.SIGNAL, "SIGTERM", 1));

    assertThat(Judge.ofOrderlyEnd(life.recording(), true, dump).orElseThrow().cause())
        .isEqualTo(Cause.CLEAN);
  }

  @Test
  void aShutdownThatWasCutOffIsNoOomKill() {
    life.ending = Optional.of(new Ending(Ending.How.SIGNAL, "SIGTERM", 1_799_999_970_000L));

    assertThat(life.judged().cause()).isEqualTo(Cause.CUT_OFF_IN_SHUTDOWN);
    assertThat(english(life.judged().reason())).contains("30 s").contains("SIGTERM");
  }

  @Test
  void anOomKillInTheMiddleOfAShutdownIsAnOomKill() {
    life.ending = Optional.of(new Ending(Ending.How.SIGNAL, "SIGTERM", 1));
    life.machineKills = OptionalLong.of(8);

    assertThat(life.judged().cause()).isEqualTo(Cause.OOM_KILLED);
  }

  @Test
  void aCrashLogIsTheLastWord() {
    life.machineKills = OptionalLong.of(8);
    life.crash =
        Optional.of(new CrashLog(Path.of("/app/hs_err_pid4711.log"), "SIGSEGV (0xb)", "", false));

    assertThat(life.judged().cause()).isEqualTo(Cause.CRASHED);
  }

  @Test
  void theKernelsOwnLineIsNearlyCertain() {
    life.nonReclaimable = new double[] {100, 100};
    life.kernelKills = Reading.known(List.of(kill(4711, "", Remains.LAST_NANOS)));

    assertThat(life.judged().cause()).isEqualTo(Cause.OOM_KILLED);
    assertThat(life.judged().confidence()).isGreaterThan(0.95);
  }

  @Test
  void theVictimIsKnownByItsCgroupToo() {
    life.kernelKills =
        Reading.known(List.of(kill(99, "/docker/x/kubepods/pod1", Remains.LAST_NANOS)));

    assertThat(life.judged().cause()).isEqualTo(Cause.OOM_KILLED);
  }

  @Test
  void aKillOfLongAgoWithTheSamePidIsAnotherProcess() {
    life.kernelKills = Reading.known(List.of(kill(4711, "", Remains.LAST_NANOS - 60_000_000_000L)));

    assertThat(life.judged().cause()).isEqualTo(Cause.KILLED);
  }

  @Test
  void theCountOfTheCgroupTells() {
    life.nonReclaimable = new double[] {300, 300};
    life.groupKills = OptionalLong.of(1);

    assertThat(life.judged().cause()).isEqualTo(Cause.OOM_KILLED);
  }

  @Test
  void atTheLimitAndOneMoreKillOnTheMachine() {
    life.machineKills = OptionalLong.of(8);

    assertThat(life.judged().cause()).isEqualTo(Cause.OOM_KILLED);
    assertThat(life.judged().confidence()).isBetween(0.85, 0.95);
  }

  @Test
  void aFastGrowerMeetsTheLimitBetweenTwoSamples() {
    life.nonReclaimable = new double[] {100, 200, 300};
    life.machineKills = OptionalLong.of(8);

    assertThat(life.judged().cause()).isEqualTo(Cause.OOM_KILLED);
  }

  /** Kill -9 at 99 % of the limit: the kernel's counter did not move. */
  @Test
  void aCounterThatDidNotRiseRulesAnOomKillOut() {
    assertThat(life.judged().cause()).isEqualTo(Cause.KILLED);
    assertThat(life.judged().confidence()).isGreaterThan(0.8);
  }

  @Test
  void farFromTheLimitTheKillWasAnotherProcess() {
    life.nonReclaimable = new double[] {200, 201, 202};
    life.machineKills = OptionalLong.of(9);

    assertThat(life.judged().cause()).isEqualTo(Cause.KILLED);
  }

  /** Its samples were held up: 59 % at the last one, but a tenth of the limit a second. */
  @Test
  void aPaceThatEndsInSecondsMakesAnOomKillLikely() {
    life.nonReclaimable = new double[] {100, 110, 140, 200, 240, 300};
    life.machineKills = OptionalLong.of(8);

    assertThat(life.judged().cause()).isEqualTo(Cause.OOM_KILLED);
    assertThat(english(life.judged().reason())).contains("at its pace");
  }

  /** Five seconds from the limit, with a sample a second: four more would have been written. */
  @Test
  void aLimitFurtherAwayThanTheNextSampleWasNotReached() {
    life.nonReclaimable = new double[] {200, 240, 280, 320};
    life.machineKills = OptionalLong.of(8);

    assertThat(life.judged().cause()).isEqualTo(Cause.KILLED);
  }

  @Test
  void aKernelThatNamesOnlyOthersRulesAnOomKillOut() {
    life.machineKills = OptionalLong.of(8);
    life.facts.put(Fact.PID_NAMESPACE, "pid:[4026531836]");
    life.kernelKills = Reading.known(List.of(kill(99, "/other", Remains.LAST_NANOS + 1_000)));

    assertThat(life.judged().cause()).isEqualTo(Cause.KILLED);
    assertThat(life.judged().confidence()).isGreaterThan(0.8);

    life.kernelKills = Reading.known(List.of());
    assertThat(life.judged().cause()).as("it was not read to its end").isEqualTo(Cause.OOM_KILLED);
  }

  @Test
  void aMachineWithoutMemoryKillsWithoutALimit() {
    life.limit = 0;
    life.machineAvailable = 100;
    life.machineKills = OptionalLong.of(8);

    assertThat(life.judged().cause()).isEqualTo(Cause.OOM_KILLED);
  }

  @Test
  void aFullHeapWithTheFlagIsAnOutOfMemoryError() {
    life.nonReclaimable = new double[] {300, 300};
    life.heapUsed = 199;
    life.facts.put(Fact.EXIT_ON_OUT_OF_MEMORY, "true");

    assertThat(life.judged().cause()).isEqualTo(Cause.OUT_OF_MEMORY_ERROR);
  }

  @Test
  void theJvmsOwnDumpAtTheEndIsAnOutOfMemoryError() {
    life.heapDump = Optional.of(Path.of("java_pid4711.hprof"));

    assertThat(life.judged().cause()).isEqualTo(Cause.OUT_OF_MEMORY_ERROR);
  }

  @Test
  void afterARebootOnlyTheSamplesAreLeft() {
    life.sameBoot = false;
    life.machineKills = OptionalLong.empty();
    assertThat(life.judged().cause()).isEqualTo(Cause.OOM_KILLED);
    assertThat(life.judged().confidence()).isLessThan(0.8);

    life.nonReclaimable = new double[] {200, 200};
    assertThat(life.judged().cause()).isEqualTo(Cause.MACHINE_STOPPED);
  }

  @Test
  void onAnotherMachineAnUncleanEndFarFromTheLimitIsNoOomKill() {
    life.sameBoot = false;
    life.sameHost = false;
    life.machineKills = OptionalLong.empty();
    life.nonReclaimable = new double[] {200, 200};

    assertThat(life.judged().cause()).isEqualTo(Cause.KILLED);
    assertThat(life.judged().confidence()).isLessThanOrEqualTo(0.5);
  }

  @Test
  void aLifeWithoutASampleIsNotGuessedAt() {
    life.nonReclaimable = new double[0];
    life.machineKills = OptionalLong.of(8);

    assertThat(life.judged().cause()).isEqualTo(Cause.KILLED);
  }

  private static OomKill kill(long pid, String group, long nanos) {
    return new OomKill(nanos / 1_000, pid, "java", group, "Killed process " + pid + " (java)");
  }
}
