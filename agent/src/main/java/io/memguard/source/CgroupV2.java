package io.memguard.source;

import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.ContainerMemory.CgroupVersion;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The accounts of a v2 group (kernel, {@code Documentation/admin-guide/cgroup-v2.rst}). All figures
 * include subgroups. The kernel's {@code file} includes shared memory.
 */
final class CgroupV2 {

  /** What {@code kernel} adds up, for kernels before 5.18, which do not print it. */
  private static final List<String> KERNEL_PARTS =
      List.of("kernel_stack", "pagetables", "sec_pagetables", "percpu", "vmalloc", "slab");

  private CgroupV2() {}

  static ContainerMemory read(CgroupFolder folder, KeyedFile stat) throws IOException {
    KeyedFile events =
        KeyedFile.readOrEmpty(folder.tightest("memory.max").resolve("memory.events"));
    long shared = stat.valueOr("shmem", 0);
    long anonymous = AnonymousMemory.of(stat.required("anon"), stat, "", shared);
    long file = stat.required("file");
    long kernel = kernel(stat);
    return new ContainerMemory(
        CgroupVersion.V2,
        folder.path(),
        folder.smallest("memory.max"),
        folder.smallest("memory.high"),
        KernelFile.number(folder.file("memory.current")).orElse(anonymous + file + kernel),
        anonymous,
        Math.max(0, file - shared),
        shared,
        kernel,
        stat.valueOr("slab_reclaimable", 0),
        stat.valueOr("inactive_file", 0),
        stat.valueOr("active_file", 0),
        stat.valueOr("unevictable", 0),
        stat.valueOr("anon_thp", 0),
        KernelFile.number(folder.file("memory.swap.current")).orElse(0),
        folder.smallest("memory.swap.max"),
        KeyedFile.readOrEmpty(folder.file("memory.events")).valueOr("oom_kill", 0),
        events.valueOr("max", 0),
        stat.valueOr("workingset_refault_file", stat.valueOr("workingset_refault", 0)),
        stat.valueOr("pgmajfault", 0),
        folder.pressure().map(KernelFile::stalled).orElse(OptionalDouble.empty()));
  }

  /** Socket buffers are charged apart from {@code kernel}. */
  private static long kernel(KeyedFile stat) {
    OptionalLong kernel = stat.value("kernel");
    long sum = kernel.orElse(0);
    if (kernel.isEmpty()) {
      for (String part : KERNEL_PARTS) {
        sum += stat.valueOr(part, 0);
      }
    }
    return sum + stat.valueOr("sock", 0);
  }
}
