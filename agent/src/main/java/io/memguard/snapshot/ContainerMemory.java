package io.memguard.snapshot;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The memory cgroup of this process, in bytes, subgroups included. {@code usage} is the kernel's
 * own figure; the four accounts under it are disjoint, so that {@link #residual()} is what they
 * leave unexplained (per-CPU charge batches).
 *
 * @param version the hierarchy that controls memory
 * @param path the group's path as this process sees it
 * @param limit the smallest limit on the way to the root; empty when there is none
 * @param high throttling limit of v2 ({@code memory.high}) or soft limit of v1; empty when there is
 *     none
 * @param anonymous private anonymous memory, transparent huge pages included
 * @param pageCache file pages <em>without</em> shared memory
 * @param sharedMemory tmpfs, memfd, System V and anonymous shared pages: not reclaimable without
 *     swap
 * @param kernel all kernel memory charged to the group: slab, stacks, page tables, per-CPU, sockets
 * @param kernelReclaimable the part of {@code kernel} that is reclaimable slab
 * @param inactiveFile file pages that the kernel reclaims first
 * @param unevictable locked memory
 * @param swap swapped-out memory of the group
 * @param swapLimit what {@code swap} may reach; empty when unlimited or not accounted
 * @param oomKills processes of the group that the kernel's OOM killer ended
 * @param limitHits how often the limit was met (v2 {@code max} events, v1 {@code failcnt}); reclaim
 *     of page cache counts too, so this alone is no sign of trouble
 * @param refaults file pages read back after reclaim: a storm of them means the cache is too small
 *     for the work
 * @param stalled share of wall time in which some task waited for memory, last 10 s, in percent
 *     (PSI); empty without PSI
 */
public record ContainerMemory(
    CgroupVersion version,
    String path,
    OptionalLong limit,
    OptionalLong high,
    long usage,
    long anonymous,
    long pageCache,
    long sharedMemory,
    long kernel,
    long kernelReclaimable,
    long inactiveFile,
    long activeFile,
    long unevictable,
    long anonymousHuge,
    long swap,
    OptionalLong swapLimit,
    long oomKills,
    long limitHits,
    long refaults,
    long majorFaults,
    OptionalDouble stalled) {

  /** Which cgroup hierarchy carries the memory controller. */
  public enum CgroupVersion {
    V1,
    V2
  }

  /** The same group under a limit that is known from elsewhere. */
  public ContainerMemory withLimit(long bytes) {
    return new ContainerMemory(
        version,
        path,
        OptionalLong.of(bytes),
        high,
        usage,
        anonymous,
        pageCache,
        sharedMemory,
        kernel,
        kernelReclaimable,
        inactiveFile,
        activeFile,
        unevictable,
        anonymousHuge,
        swap,
        swapLimit,
        oomKills,
        limitHits,
        refaults,
        majorFaults,
        stalled);
  }

  /** {@code usage - inactive file}: the number that the kubelet calls the working set. */
  public long workingSet() {
    return Math.max(0, usage - inactiveFile);
  }

  /** What the kernel kills for: memory that it cannot take back without swap. */
  public long nonReclaimable() {
    return anonymous + sharedMemory + Math.max(0, kernel - kernelReclaimable);
  }

  /** {@link #nonReclaimable} as a share of the limit: at 1 the kernel kills. 0 without a limit. */
  public double share() {
    return limit.isPresent() ? (double) nonReclaimable() / limit.getAsLong() : 0;
  }

  public long residual() {
    return usage - anonymous - pageCache - sharedMemory - kernel;
  }
}
