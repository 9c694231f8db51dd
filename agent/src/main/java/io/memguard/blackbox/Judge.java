package io.memguard.blackbox;

import io.memguard.source.Host;
import io.memguard.source.KernelLog.OomKill;
import io.memguard.verdict.Phrase;
import io.memguard.verdict.Quantity;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Decides what ended a life that did not end in order, from the strongest evidence to the weakest:
 * what the JVM itself left behind, then the kernel's word, then the kernel's counters together with
 * how close the last samples were. A counter that did not rise rules an OOM kill out.
 */
final class Judge {
  /** Heap in use from which an {@code OutOfMemoryError} is a likely end. */
  private static final double HEAP_FULL = 0.9;

  private static final long SLACK_NANOS = 5_000_000_000L;

  private final Recording recording;
  private final Traces traces;
  private final Closeness closeness;

  private Judge(Recording recording, Traces traces) {
    this.recording = recording;
    this.traces = traces;
    this.closeness = Closeness.of(recording);
  }

  static Conclusion judge(Recording recording, Traces traces) {
    return new Judge(recording, traces).conclusion();
  }

  /**
   * Empty unless a shutdown was begun and finished.
   *
   * @param finished the last act of a shutdown was reached
   * @param heapDump what the JVM dumped for an OutOfMemoryError in the last seconds
   */
  static Optional<Conclusion> ofOrderlyEnd(
      Recording recording, boolean finished, Optional<Path> heapDump) {
    return recording.ending().filter(ending -> finished).map(ending -> orderly(ending, heapDump));
  }

  /** A main thread that an error ends lets the JVM end in order; somebody's signal does not. */
  private static Conclusion orderly(Ending ending, Optional<Path> heapDump) {
    return heapDump.isEmpty() || ending.how() == Ending.How.SIGNAL
        ? new Conclusion(Cause.CLEAN, 1, Phrase.of("judge.clean", ending.clause()))
        : new Conclusion(
            Cause.OUT_OF_MEMORY_ERROR,
            0.85,
            Phrase.sentences(
                Phrase.of("judge.dumped", heapDump.get()),
                Phrase.of("judge.dumped.ends", ending.clause())));
  }

  private Conclusion conclusion() {
    return crash()
        .or(this::kernelLine)
        .or(this::groupCounter)
        .or(this::outOfMemoryError)
        .or(this::cutOff)
        .orElseGet(this::byCloseness);
  }

  private Optional<Conclusion> crash() {
    return traces
        .crash()
        .map(
            log ->
                new Conclusion(
                    log.outOfMemory() ? Cause.OUT_OF_MEMORY_ERROR : Cause.CRASHED,
                    0.99,
                    Phrase.of(
                        "judge.crash",
                        log.file(),
                        log.headline(),
                        log.frame().isEmpty()
                            ? Phrase.NONE
                            : Phrase.of("judge.crash.frame", log.frame()))));
  }

  private Optional<Conclusion> kernelLine() {
    for (OomKill kill : loggedSince()) {
      boolean samePid = kill.pid() == recording.number(Fact.PID);
      String group = recording.fact(Fact.CGROUP);
      boolean sameGroup = group.length() > 1 && kill.group().endsWith(group);
      if (samePid || sameGroup) {
        return Optional.of(
            new Conclusion(Cause.OOM_KILLED, 0.99, Phrase.of("judge.logged", kill.line())));
      }
    }
    return Optional.empty();
  }

  /** The kernel's log about the time from the last sample on. */
  private List<OomKill> loggedSince() {
    long lastNanos = recording.last().map(Sample::nanos).orElse(0L);
    long intervalNanos = recording.number(Fact.INTERVAL_MILLIS) * 1_000_000;
    return traces.kernelKills().value().orElse(List.of()).stream()
        .filter(kill -> kill.micros() * 1_000 >= lastNanos - SLACK_NANOS - intervalNanos)
        .toList();
  }

  /**
   * Whether the kernel named all its victims since, and ours, whose process id is the machine's, is
   * none of them.
   */
  private boolean allWereOthers() {
    return recording.fact(Fact.PID_NAMESPACE).equals(Host.FIRST_PID_NAMESPACE)
        && loggedSince().size() >= killsSince();
  }

  private Optional<Conclusion> groupCounter() {
    long before = figure(Figure.CONTAINER_OOM_KILLS);
    if (before < 0 || traces.groupKills().isEmpty() || traces.groupKills().getAsLong() <= before) {
      return Optional.empty();
    }
    return Optional.of(
        new Conclusion(
            Cause.OOM_KILLED,
            0.95,
            Phrase.of("judge.group", traces.groupKills().getAsLong(), before)));
  }

  private Optional<Conclusion> outOfMemoryError() {
    boolean exits = "true".equals(recording.fact(Fact.EXIT_ON_OUT_OF_MEMORY));
    if (traces.heapDump().isPresent()) {
      return Optional.of(
          new Conclusion(
              Cause.OUT_OF_MEMORY_ERROR,
              exits ? 0.98 : 0.8,
              Phrase.sentences(
                  Phrase.of("judge.dumped", traces.heapDump().get()),
                  exits ? Phrase.of("judge.dumped.exits") : Phrase.NONE)));
    }
    long max = figure(Figure.HEAP_MAX);
    boolean full =
        max > 0 && Math.max(figure(Figure.HEAP_USED), figure(Figure.HEAP_LIVE)) >= HEAP_FULL * max;
    if (exits && full && (killsRuledOut() || !closeness.near())) {
      return Optional.of(
          new Conclusion(
              Cause.OUT_OF_MEMORY_ERROR,
              0.85,
              Phrase.of(
                  "judge.heap-full",
                  Quantity.bytes(figure(Figure.HEAP_USED)),
                  Quantity.bytes(max))));
    }
    return Optional.empty();
  }

  /** Nothing but the end of the shutdown is missing. */
  private Optional<Conclusion> cutOff() {
    if (recording.ending().isEmpty() || (closeness.atTheLimit() && killsSince() > 0)) {
      return Optional.empty();
    }
    Ending ending = recording.ending().get();
    long seconds = Math.max(0, recording.lastEpochMillis() - ending.epochMillis()) / 1000;
    return Optional.of(
        new Conclusion(
            Cause.CUT_OFF_IN_SHUTDOWN,
            0.9,
            Phrase.of("judge.cut-off", ending.clause(), Quantity.duration(seconds))));
  }

  private Conclusion byCloseness() {
    if (!traces.sameBoot()) {
      return withoutTheMachine();
    }
    if (killsRuledOut()) {
      return new Conclusion(Cause.KILLED, 0.9, Phrase.of("judge.no-kill", closeness.clause()));
    }
    if (traces.machineKills().isEmpty()) {
      return closeness.atTheLimit() || closeness.machineShort()
          ? new Conclusion(Cause.OOM_KILLED, 0.7, Phrase.of("judge.uncounted", closeness.clause()))
          : outside();
    }
    if (allWereOthers()) {
      return new Conclusion(Cause.KILLED, 0.9, Phrase.of("judge.others", closeness.clause()));
    }
    Phrase killed = processes(killsSince());
    if (closeness.atTheLimit() || closeness.machineShort()) {
      return new Conclusion(
          Cause.OOM_KILLED,
          killsSince() == 1 ? 0.93 : 0.85,
          Phrase.of("judge.kill", killed, closeness.clause()));
    }
    if (closeness.near()) {
      return new Conclusion(
          Cause.OOM_KILLED,
          killsSince() == 1 ? 0.75 : 0.65,
          Phrase.of("judge.kill.near", killed, closeness.clause()));
    }
    return new Conclusion(
        Cause.KILLED, 0.6, Phrase.of("judge.kill.far", killed, closeness.clause()));
  }

  /** A copied folder, another node, or a machine that was restarted. */
  private Conclusion withoutTheMachine() {
    if (closeness.atTheLimit() || closeness.machineShort()) {
      return new Conclusion(
          Cause.OOM_KILLED,
          0.7,
          Phrase.of(
              traces.sameHost() ? "judge.restarted.full" : "judge.elsewhere.full",
              closeness.clause()));
    }
    return traces.sameHost()
        ? new Conclusion(
            Cause.MACHINE_STOPPED, 0.7, Phrase.of("judge.restarted", closeness.clause()))
        : outside();
  }

  private Conclusion outside() {
    return new Conclusion(Cause.KILLED, 0.5, Phrase.of("judge.outside", closeness.clause()));
  }

  private boolean killsRuledOut() {
    return traces.machineKills().isPresent()
        && figure(Figure.MACHINE_OOM_KILLS) >= 0
        && killsSince() == 0;
  }

  /** OOM kills of the machine since the last sample; 0 when not known. */
  private long killsSince() {
    long before = figure(Figure.MACHINE_OOM_KILLS);
    return before < 0 || traces.machineKills().isEmpty()
        ? 0
        : Math.max(0, traces.machineKills().getAsLong() - before);
  }

  private static Phrase processes(long count) {
    return count == 1 ? Phrase.of("judge.process") : Phrase.of("judge.processes", count);
  }

  /** -1 when unknown. */
  private long figure(Figure figure) {
    return recording.last().map(sample -> sample.or(figure, -1)).orElse(-1L);
  }
}
