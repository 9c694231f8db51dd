package io.memguard.source;

import io.memguard.snapshot.ProcessMemory;
import io.memguard.snapshot.Reading;
import java.io.IOException;
import java.nio.file.Path;

/** {@code /proc/self/status}: what the kernel counts for this process without walking its pages. */
public final class ProcSelf implements Source<ProcessMemory> {

  private final String process;
  private final Path status;

  ProcSelf(Path root) {
    this(root, "self");
  }

  private ProcSelf(Path root, String process) {
    this.process = process;
    this.status = root.resolve("proc").resolve(process).resolve("status");
  }

  public static ProcSelf ofThisProcess() {
    return new ProcSelf(Path.of("/"));
  }

  /** Another process of this machine. */
  public static ProcSelf ofProcess(long pid) {
    return new ProcSelf(Path.of("/"), Long.toString(pid));
  }

  /** The process whose {@code /proc} was copied below {@code root}. */
  public static ProcSelf ofCapturedTree(Path root) {
    return new ProcSelf(root);
  }

  @Override
  public String name() {
    return "process";
  }

  @Override
  public Reading<ProcessMemory> read() {
    KeyedFile file;
    try {
      file = KeyedFile.read(status);
    } catch (IOException e) {
      return Reading.unavailable("/proc/" + process + "/status cannot be read, so mount /proc");
    }
    try {
      long rss = file.required("VmRSS");
      return Reading.known(
          new ProcessMemory(
              rss,
              file.required("RssAnon"),
              file.required("RssFile"),
              file.required("RssShmem"),
              file.valueOr("VmHWM", rss),
              // A kernel without swap support prints no line.
              file.valueOr("VmSwap", 0),
              Math.toIntExact(file.required("Threads"))));
    } catch (IOException | ArithmeticException e) {
      return Reading.unavailable(
          e.getMessage() + ": splitting RSS into its kinds needs Linux 4.5 or later");
    }
  }
}
