package io.memguard.snapshot;

/**
 * The machine around the container: {@code /proc/meminfo}, {@code /proc/vmstat}, {@code
 * /proc/self/oom_score}. Bytes; the last five are counters since boot, swap counted in pages.
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
    long oomKills) {}
