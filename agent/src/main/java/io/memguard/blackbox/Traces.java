package io.memguard.blackbox;

import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.Reading;
import io.memguard.source.Cgroup;
import io.memguard.source.Host;
import io.memguard.source.KernelLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What a life's end left outside the black box, as far as it can be seen from where we are.
 *
 * @param sameBoot we are on the machine where the life ended, and it has not been restarted since
 * @param sameHost the same host name: the same pod, container or machine
 * @param machineKills OOM kills of that machine until now; empty where that cannot be known
 * @param groupKills the same of its cgroup
 * @param kernelKills OOM kills in the kernel's log
 * @param crash HotSpot's fatal error log
 * @param heapDump what {@code HeapDumpOnOutOfMemoryError} wrote at the very end
 */
record Traces(
    boolean sameBoot,
    boolean sameHost,
    OptionalLong machineKills,
    OptionalLong groupKills,
    Reading<List<KernelLog.OomKill>> kernelKills,
    Optional<CrashLog> crash,
    Optional<Path> heapDump) {

  private static final long SLACK_MILLIS = 3_000;

  static Traces around(Path life, Recording recording) {
    Host here = Host.ofThisProcess();
    boolean sameBoot = !here.boot().isEmpty() && here.boot().equals(recording.fact(Fact.BOOT));
    return new Traces(
        sameBoot,
        !here.name().isEmpty() && here.name().equals(recording.fact(Fact.HOST)),
        sameBoot ? Host.oomKills() : OptionalLong.empty(),
        sameBoot ? groupKills(recording) : OptionalLong.empty(),
        sameBoot
            ? KernelLog.oomKills()
            : Reading.unavailable("the life ended on another machine, or before a restart"),
        CrashLog.find(recording, life),
        heapDump(life, recording));
  }

  private static OptionalLong groupKills(Recording recording) {
    ContainerMemory group = Cgroup.ofThisProcess().read().value().orElse(null);
    return group != null && group.path().equals(recording.fact(Fact.CGROUP))
        ? OptionalLong.of(group.oomKills())
        : OptionalLong.empty();
  }

  /** {@code java_pid<pid>.hprof}; one that is older than the last sample ended nothing. */
  static Optional<Path> heapDump(Path life, Recording recording) {
    String name = "java_pid" + recording.fact(Fact.PID) + ".hprof";
    String flag = recording.fact(Fact.HEAP_DUMP_PATH);
    try {
      Path folder = Path.of(recording.fact(Fact.WORKING_FOLDER));
      Path flagged = folder.resolve(flag);
      List<Path> places =
          List.of(
              life.resolve(name),
              flag.isEmpty() || Files.isDirectory(flagged) ? flagged.resolve(name) : flagged);
      long end =
          recording.lastEpochMillis() - recording.number(Fact.INTERVAL_MILLIS) - SLACK_MILLIS;
      for (Path place : places) {
        if (Files.isRegularFile(place) && Files.getLastModifiedTime(place).toMillis() >= end) {
          return Optional.of(place);
        }
      }
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** A heap dump of ours was being written: it is called {@code .heap-<n>.tmp.hprof} meanwhile. */
  static boolean isDumping(Path life) {
    try (Stream<Path> files = Files.list(life)) {
      return files.anyMatch(
          file -> file.getFileName().toString().matches("\\.heap-\\d+\\.tmp\\.hprof"));
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
