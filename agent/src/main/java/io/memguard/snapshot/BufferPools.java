package io.memguard.snapshot;

import java.util.Optional;

/**
 * The buffer pools of {@code java.nio}. They know neither Netty's buffers without cleaner nor
 * {@code Unsafe} nor most foreign-memory arenas: {@link NativeMemory} does.
 *
 * @param directMax {@code -XX:MaxDirectMemorySize}, or the maximum heap where it is not set
 * @param netty what Netty counts beside the pool; empty until it was seen to allocate there
 */
public record BufferPools(
    long directCount,
    long directBytes,
    long directMax,
    long mappedCount,
    long mappedBytes,
    Optional<NettyMemory> netty) {

  /** Without Netty. */
  public BufferPools(
      long directCount, long directBytes, long directMax, long mappedCount, long mappedBytes) {
    this(directCount, directBytes, directMax, mappedCount, mappedBytes, Optional.empty());
  }

  public BufferPools with(Optional<NettyMemory> counted) {
    return new BufferPools(directCount, directBytes, directMax, mappedCount, mappedBytes, counted);
  }
}
