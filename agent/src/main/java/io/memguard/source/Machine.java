package io.memguard.source;

import io.memguard.snapshot.MachineMemory;
import io.memguard.snapshot.Reading;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The machine that the container runs on. {@code /proc/meminfo}, {@code /proc/vmstat} and {@code
 * /proc/buddyinfo} are the host's in an ordinary container (lxcfs and gVisor show the container's).
 */
public final class Machine implements Source<MachineMemory> {

  private final Path proc;

  Machine(Path root) {
    this.proc = root.resolve("proc");
  }

  public static Machine ofThisProcess() {
    return new Machine(Path.of("/"));
  }

  /** The machine whose {@code /proc} was copied below {@code root}. */
  public static Machine ofCapturedTree(Path root) {
    return new Machine(root);
  }

  @Override
  public String name() {
    return "machine";
  }

  @Override
  public Reading<MachineMemory> read() {
    try {
      KeyedFile meminfo = KeyedFile.read(proc.resolve("meminfo"));
      KeyedFile vmstat = KeyedFile.read(proc.resolve("vmstat"));
      // A counter that is not printed belongs to a feature that this kernel was built without.
      return Reading.known(
          new MachineMemory(
              meminfo.required("MemTotal"),
              meminfo.required("MemFree"),
              meminfo.required("MemAvailable"),
              meminfo.valueOr("SwapFree", 0),
              vmstat.valueOr("pswpin", 0),
              vmstat.valueOr("pswpout", 0),
              vmstat.valueOr("compact_stall", 0),
              vmstat.valueOr("oom_kill", 0),
              BuddyInfo.read(proc.resolve("buddyinfo"))));
    } catch (IOException e) {
      return Reading.unavailable(
          "the machine's memory cannot be read (" + e.getMessage() + "), so mount /proc in full");
    }
  }
}
