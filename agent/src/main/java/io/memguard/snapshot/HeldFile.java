package io.memguard.snapshot;

/**
 * A file that takes memory: in tmpfs, a memfd, a shared segment, or mapped from a disk.
 *
 * @param name its path, or the name that the kernel gives it; {@code (deleted)} at the end of one
 *     that lives only because somebody has it open or mapped
 * @param bytes its size; of a mapped file what is mapped
 * @param sharedMemory false for a mapped file of a disk
 */
public record HeldFile(String name, long bytes, boolean sharedMemory) {}
