package io.memguard.snapshot;

/**
 * The C library's own figures of its malloc heap (glibc {@code mallinfo2}), as {@code VM.info}
 * prints them. Bytes.
 *
 * @param outstanding allocated and not freed, by anyone in the process
 * @param retained free space that the allocator keeps; address space, not resident memory: it does
 *     not fall after a successful trim
 */
public record NativeHeap(long outstanding, long retained) {}
