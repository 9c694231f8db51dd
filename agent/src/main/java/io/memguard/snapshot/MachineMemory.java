package io.memguard.snapshot;

import java.util.List;

/**
 * The machine around the container: {@code /proc/meminfo} and {@code /proc/vmstat}. Bytes; the last
 * four numbers are counters since boot, swap counted in pages.
 *
 * @param freeBlocks free blocks of 2<sup>index</sup> pages ({@code /proc/buddyinfo}), without zone
 *     DMA; empty where the kernel does not tell
 */
public record MachineMemory(
    long total,
    long free,
    long available,
    long swapFree,
    long swapInPages,
    long swapOutPages,
    long compactionStalls,
    long oomKills,
    List<Long> freeBlocks) {}
