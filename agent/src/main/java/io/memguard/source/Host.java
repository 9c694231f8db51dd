package io.memguard.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What tells one machine, one boot and one pod from another. An empty string is what this kernel
 * does not tell.
 *
 * @param name the host name: the pod's in Kubernetes, the container's id in Docker
 * @param boot differs after every boot ({@code /proc/sys/kernel/random/boot_id}); containers see
 *     their machine's
 * @param pidNamespace process ids of different namespaces say nothing about each other
 */
public record Host(String name, String boot, String pidNamespace) {

  /** That of the machine itself, whose process ids the kernel's log uses (linux/proc_ns.h). */
  public static final String FIRST_PID_NAMESPACE = "pid:[4026531836]";

  public static Host ofThisProcess() {
    return of(Path.of("/"));
  }

  static Host of(Path root) {
    Path proc = root.resolve("proc");
    String namespace;
    try {
      namespace = Files.readSymbolicLink(proc.resolve("self/ns/pid")).toString();
    } catch (IOException | RuntimeException e) {
      namespace = "";
    }
    return new Host(
        word(proc.resolve("sys/kernel/hostname")),
        word(proc.resolve("sys/kernel/random/boot_id")),
        namespace);
  }

  /**
   * Processes of the whole machine that the kernel's OOM killer ended since boot ({@code oom_kill}
   * in {@code /proc/vmstat}, Linux 4.13); containers see their machine's. Empty where it is not
   * counted.
   */
  public static OptionalLong oomKills() {
    return KeyedFile.readOrEmpty(Path.of("/proc/vmstat")).value("oom_kill");
  }

  private static String word(Path file) {
    try {
      return KernelFile.text(file).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
