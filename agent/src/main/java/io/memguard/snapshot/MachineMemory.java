package io.memguard.snapshot;

import java.util.List;

/**
 * The machine around the container: {@code /proc/meminfo}, {@code /proc/vmstat}, {@code
 * /proc/self/oom_score}. Bytes; the five before the last are counters since boot, swap counted in
 * pages.
 *
 * @param freeBlocks free blocks of 2<sup>index</sup> pages ({@code /proc/buddyinfo}), without zone
 *     DMA; empty where the kernel does not tell
 */
public record MachineMemory(
    long total,
    long free,
    long available,
    long buffers,
    long cached,
    long sharedMemory,
    long slabReclaimable,
    long swapTotal,
    long swapFree,
    int oomScore,
    int oomScoreAdjustment,
    long swapInPages,
    long swapOutPages,
    long majorFaults,
    long compactionStalls,
    long oomKills,
    List<Long> freeBlocks) {}
