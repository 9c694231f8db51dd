package io.memguard.snapshot;

/**
 * Netty's own count of the direct memory that it takes past the buffer pool. Bytes; several copies
 * of Netty together.
 *
 * @param max {@code -Dio.netty.maxDirectMemory}, or the maximum of the buffer pool where it is not
 *     set; Netty fails with an OutOfDirectMemoryError there
 */
public record NettyMemory(long used, long max) {}
