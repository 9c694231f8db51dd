package io.memguard.source;

import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.ContainerMemory.CgroupVersion;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The accounts of a v1 memory group (kernel, {@code
 * Documentation/admin-guide/cgroup-v1/memory.rst}). The {@code total_} lines include subgroups. The
 * kernel's {@code cache} includes shared memory, its {@code rss} is anonymous memory and does not.
 */
final class CgroupV1 {

  private final CgroupFolder folder;
  private final KeyedFile stat;

  private CgroupV1(CgroupFolder folder, KeyedFile stat) {
    this.folder = folder;
    this.stat = stat;
  }

  static ContainerMemory read(CgroupFolder folder, KeyedFile stat) throws IOException {
    return new CgroupV1(folder, stat).memory();
  }

  private ContainerMemory memory() throws IOException {
    long cache = stat.required("total_cache", "cache");
    long shared = total("shmem");
    long anonymous = AnonymousMemory.of(stat.required("total_rss", "rss"), stat, "total_", shared);
    long kernel = KernelFile.number(folder.file("memory.kmem.usage_in_bytes")).orElse(0);
    OptionalLong limit = limit();
    KeyedFile kills = KeyedFile.readOrEmpty(folder.file("memory.oom_control"));
    return new ContainerMemory(
        CgroupVersion.V1,
        folder.path(),
        limit,
        CgroupFolder.limit(KernelFile.number(folder.file("memory.soft_limit_in_bytes"))),
        // Without the counter the documentation's own substitute: rss + cache.
        KernelFile.number(folder.file("memory.usage_in_bytes")).orElse(anonymous + cache + kernel),
        anonymous,
        Math.max(0, cache - shared),
        shared,
        kernel,
        0,
        total("inactive_file"),
        total("active_file"),
        total("unevictable"),
        total("rss_huge"),
        total("swap"),
        swapLimit(limit),
        kills.valueOr("oom_kill", 0),
        KernelFile.number(folder.tightest("memory.limit_in_bytes").resolve("memory.failcnt"))
            .orElse(0),
        refaults(),
        total("pgmajfault"),
        folder.pressure().map(KernelFile::stalled).orElse(OptionalDouble.empty()));
  }

  private long total(String key) {
    return stat.valueOr("total_" + key, stat.valueOr(key, 0));
  }

  /** An ancestor's limit shows in {@code memory.stat} even where its folder is not visible. */
  private OptionalLong limit() {
    return smaller(
        folder.smallest("memory.limit_in_bytes"),
        CgroupFolder.limit(stat.value("hierarchical_memory_limit")));
  }

  /** v1 limits memory and swap together; what swap can take is what memory may not. */
  private OptionalLong swapLimit(OptionalLong memoryLimit) {
    OptionalLong both =
        smaller(
            folder.smallest("memory.memsw.limit_in_bytes"),
            CgroupFolder.limit(stat.value("hierarchical_memsw_limit")));
    return both.isPresent()
        ? OptionalLong.of(Math.max(0, both.getAsLong() - memoryLimit.orElse(0)))
        : both;
  }

  private static OptionalLong smaller(OptionalLong a, OptionalLong b) {
    return b.isEmpty() || (a.isPresent() && a.getAsLong() <= b.getAsLong()) ? a : b;
  }

  /**
   * Kernels that also print {@code workingset_activate_file} in v1 multiply these counters by the
   * page size like the sizes above them; later ones print pages.
   */
  private long refaults() {
    long refaults = total("workingset_refault_file");
    long activations = total("workingset_activate_file");
    boolean inBytes =
        stat.value("workingset_activate_file").isPresent()
            && refaults % 4096 == 0
            && activations % 4096 == 0;
    return inBytes ? refaults / 4096 : refaults;
  }
}
