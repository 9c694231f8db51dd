package io.memguard.snapshot;

import java.util.OptionalLong;

/**
 * What {@code memory.stat} tells beside the accounts: how warm the pages are, and what was counted
 * since the group was made. Sizes in bytes, the last four are counts.
 *
 * @param inactiveAnonymous pages of processes and of shared memory that were not touched lately;
 *     that does not make them free
 * @param activeAnonymous the others of them
 * @param mappedFile page cache and shared memory that some process has mapped
 * @param dirty page cache that differs from the disk and must be written before it is taken back
 * @param writeback page cache that is being written
 * @param charges pages charged to the group (v1 {@code pgpgin}); no disk is meant by it
 * @param discharges pages given back (v1 {@code pgpgout})
 * @param faults page faults, all kinds
 * @param majorFaults page faults that waited for a disk
 */
public record PageActivity(
    long inactiveAnonymous,
    long activeAnonymous,
    long mappedFile,
    long dirty,
    long writeback,
    OptionalLong charges,
    OptionalLong discharges,
    long faults,
    long majorFaults) {}
