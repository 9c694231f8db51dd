package io.memguard.it;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * One case of the gallery, played in one place with the packaged agent, and what the agent said.
 *
 * @param said every line of the agent's {@code diagnoses.jsonl}
 * @param foundAfter seconds from the start to the verdict that the case deserves
 * @param ofContainer share of the container's limit at that time, read from outside
 * @param exitCode empty when the case was ended because all was said
 */
record Performance(
    Gallery habit,
    Place place,
    List<Diagnosis> said,
    OptionalDouble foundAfter,
    OptionalDouble ofContainer,
    OptionalInt exitCode,
    boolean agentWasThere) {

  private static final int LIMIT_MEGABYTES = 512;

  /** After its verdict a case goes on for so long, so that a false one has time to come. */
  private static final Duration AFTERMATH = Duration.ofSeconds(8);

  private static final long LOOK_MILLIS = 250;

  /**
   * How a case is played.
   *
   * @param until the share of the run at which its trouble ends
   * @param flags options of the JVM beside those of case and place
   * @param options of the agent beside the interval
   */
  record Plan(int seconds, double until, List<String> flags, List<String> options) {
    static final Plan USUAL =
        new Plan(90, 1, List.of("-XX:NativeMemoryTracking=summary"), List.of());

    boolean ends() {
      return until < 1;
    }
  }

  static Performance play(Workbench bench, Gallery habit, Place place, Plan plan)
      throws InterruptedException {
    AgentJvm jvm =
        habit
            .launch(bench.jvm(place.jdk()), LIMIT_MEGABYTES, plan.seconds(), plan.until())
            .agent("interval=1s")
            .agent(plan.options().toArray(String[]::new))
            .flags(place.flags())
            .flags(plan.flags())
            .start();
    ContainerGauge gauge = ContainerGauge.of(jvm.pid());
    long begin = System.nanoTime();
    long end = begin + Duration.ofSeconds(2L * plan.seconds() + 60).toNanos();
    Optional<Diagnosis> found = Optional.empty();
    OptionalDouble after = OptionalDouble.empty();
    OptionalDouble share = OptionalDouble.empty();
    OptionalDouble lastShare = OptionalDouble.empty();
    long enough = Long.MAX_VALUE;
    while (jvm.isAlive() && System.nanoTime() < Math.min(end, enough)) {
      Thread.sleep(LOOK_MILLIS);
      gauge = gauge.share().isPresent() ? gauge : ContainerGauge.of(jvm.pid());
      lastShare = gauge.share().isPresent() ? gauge.share() : lastShare;
      if (habit.isHealthy()) {
        continue;
      }
      if (found.isEmpty()) {
        found = jvm.diagnoses().all().stream().filter(deserved(habit)).findFirst();
        if (found.isPresent()) {
          after = OptionalDouble.of((System.nanoTime() - begin) / 1e9);
          share = lastShare;
        }
      }
      if (found.isPresent() && !plan.ends() && enough == Long.MAX_VALUE && named(habit, jvm)) {
        enough = System.nanoTime() + AFTERMATH.toNanos();
      }
    }
    OptionalInt code = jvm.isAlive() ? OptionalInt.empty() : OptionalInt.of(jvm.exitCode());
    jvm.close();
    return new Performance(
        habit,
        place,
        jvm.diagnoses().all(),
        after,
        share,
        code,
        !Diagnoses.lives(jvm.dir()).isEmpty());
  }

  private static boolean named(Gallery habit, AgentJvm jvm) {
    return !habit.namesCulprit()
        || jvm.diagnoses().all().stream()
            .anyMatch(d -> d.kind().equals(habit.kind()) && d.names(habit.culpritPattern()));
  }

  private static Predicate<Diagnosis> deserved(Gallery habit) {
    return habit.severity().equals("info")
        ? said -> said.kind().equals(habit.kind()) && said.severity().equals("info")
        : said -> said.isAlarmOf(habit.kind());
  }

  Optional<Diagnosis> verdict() {
    return said.stream().filter(deserved(habit)).findFirst();
  }

  /** Share of its own limit that the verdict told when it came. */
  OptionalDouble ofLimit() {
    return verdict()
        .filter(v -> v.limitBytes() != null && v.limitBytes() > 0)
        .map(v -> OptionalDouble.of((double) v.bytes() / v.limitBytes()))
        .orElse(OptionalDouble.empty());
  }

  /** Of what the allocator kept, the share that one trim gave back; 0 where none was made. */
  double shareTrimmed() {
    return verdict()
        .map(
            v ->
                v.evidence("given back by one trim").orElse(0)
                    / v.evidence("kept before the trim").orElse(1))
        .orElse(0.0);
  }

  boolean culpritNamed() {
    return said.stream()
        .anyMatch(d -> d.kind().equals(habit.kind()) && d.names(habit.culpritPattern()));
  }

  boolean cleared() {
    return verdict()
        .map(
            v ->
                said.stream()
                    .filter(d -> d.fingerprint().equals(v.fingerprint()))
                    .max(Comparator.comparing(Diagnosis::time))
                    .map(last -> last.severity().equals("cleared"))
                    .orElse(false))
        .orElse(false);
  }

  /** Alarms that the case does not deserve. {@code oom-risk} is the consequence of a leak. */
  List<Diagnosis> falseAlarms() {
    return said.stream()
        .filter(Diagnosis::isAlarm)
        .filter(d -> !d.kind().equals(habit.kind()) || habit.severity().equals("info"))
        .filter(d -> habit.isHealthy() || !d.kind().equals("oom-risk"))
        .toList();
  }
}
