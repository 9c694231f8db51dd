package io.memguard.snapshot;

/**
 * The buffer pools of {@code java.nio}. They know neither Netty's buffers without cleaner nor
 * {@code Unsafe} nor most foreign-memory arenas: {@link NativeMemory} does.
 *
 * @param directMax {@code -XX:MaxDirectMemorySize}, or the maximum heap where it is not set
 */
public record BufferPools(
    long directCount, long directBytes, long directMax, long mappedCount, long mappedBytes) {}
