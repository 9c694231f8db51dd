package io.memguard.blackbox;

import io.memguard.snapshot.Reading;
import io.memguard.source.KernelLog.OomKill;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A life that has ended: its last samples, in MiB, and what was found around it. */
final class Remains {
  static final long MIB = 1 << 20;
  static final long LAST_NANOS = 1_000_000_000_000L;

  final Map<Fact, String> facts = new EnumMap<>(Fact.class);
  long limit = 512;
  double[] nonReclaimable = {500, 505, 510};
  long heapUsed = 100;
  long machineAvailable = 8_000;
  long machineKillsBefore = 7;
  boolean sameBoot = true;
  boolean sameHost = true;
  OptionalLong machineKills = OptionalLong.of(7);
  OptionalLong groupKills = OptionalLong.empty();
  Reading<List<OomKill>> kernelKills = Reading.unavailable("not in a container");
  Optional<CrashLog> crash = Optional.empty();
  Optional<Path> heapDump = Optional.empty();
  Optional<Ending> ending = Optional.empty();

  Remains() {
    facts.put(Fact.PID, "4711");
    facts.put(Fact.INTERVAL_MILLIS, "1000");
    facts.put(Fact.CGROUP, "/kubepods/pod1");
  }

  /** Nothing was found. */
  static Traces none() {
    Remains remains = new Remains();
    remains.sameBoot = false;
    remains.machineKills = OptionalLong.empty();
    return remains.traces();
  }

  Conclusion judged() {
    return Judge.judge(recording(), traces());
  }

  Traces traces() {
    return new Traces(sameBoot, sameHost, machineKills, groupKills, kernelKills, crash, heapDump);
  }

  Recording recording() {
    Map<String, String> header = new TreeMap<>();
    facts.forEach((fact, value) -> header.put(fact.key(), value));
    Sample[] samples = new Sample[nonReclaimable.length];
    for (int i = 0; i < samples.length; i++) {
      long secondsBack = samples.length - 1L - i;
      Map<Figure, Long> figures = new EnumMap<>(Figure.class);
      if (limit > 0) {
        figures.put(Figure.CONTAINER_LIMIT, limit * MIB);
      }
      figures.put(Figure.NON_RECLAIMABLE, (long) (nonReclaimable[i] * MIB));
      figures.put(Figure.HEAP_USED, heapUsed * MIB);
      figures.put(Figure.HEAP_MAX, 200 * MIB);
      figures.put(Figure.MACHINE_TOTAL, 16_000 * MIB);
      figures.put(Figure.MACHINE_AVAILABLE, machineAvailable * MIB);
      figures.put(Figure.MACHINE_OOM_KILLS, machineKillsBefore);
      figures.put(Figure.CONTAINER_OOM_KILLS, 0L);
      samples[i] =
          new Sample(
              i + 1L,
              1_800_000_000_000L - secondsBack * 1000,
              LAST_NANOS - secondsBack * 1_000_000_000L,
              figures);
    }
    return new Recording(header, List.of(samples), List.of(), List.of(), 0, "", ending, 0);
  }
}
