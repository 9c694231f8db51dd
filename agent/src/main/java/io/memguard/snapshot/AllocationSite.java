package io.memguard.snapshot;

import java.util.List;
import java.util.Optional;

/**
 * Where memory that is still held was allocated. Estimates, scaled up from a sample.
 *
 * @param applicationFrame the innermost frame that is neither of the JDK nor of a known library
 * @param frames the stack, innermost first, as {@code class.method(File:line)}
 * @param bytes bytes still held
 * @param count allocations still held
 */
public record AllocationSite(String applicationFrame, List<String> frames, long bytes, long count) {

  /** The constructor that {@code ByteBuffer.allocateDirect} calls, and nobody else. */
  private static final String POOLED = "java.nio.DirectByteBuffer.<init>";

  /** {@code sun.nio.ch.Util} copies heap buffers into a direct buffer that its thread keeps. */
  private static final String TEMPORARY = "sun.nio.ch.Util.getTemporaryDirectBuffer";

  /** The classes of Netty, relocated or not, that carve buffers out of chunks. */
  private static final List<String> CARVERS =
      List.of("netty.buffer.PoolArena", "netty.buffer.AdaptivePoolingAllocator");

  private static final String ALLOCATORS = "netty.buffer.";

  /**
   * The frame that allocated a whole chunk for a pool of Netty, from which others are served too;
   * empty where the memory is the caller's own.
   */
  public Optional<String> pool() {
    return frames.stream().filter(frame -> CARVERS.stream().anyMatch(frame::contains)).findFirst();
  }

  /** The stack without the innermost frames of Netty's allocators, if that leaves any. */
  public List<String> framesOutsidePool() {
    List<String> outside = frames.stream().dropWhile(frame -> frame.contains(ALLOCATORS)).toList();
    return outside.isEmpty() ? frames : outside;
  }

  /** Whether the buffer pool {@code direct} counts it too. */
  public boolean inBufferPool() {
    return frames.stream().anyMatch(frame -> frame.startsWith(POOLED));
  }

  /** Whether it is a thread's cache of temporary buffers, made when heap buffers meet a channel. */
  public boolean isTemporaryBuffer() {
    return frames.stream().anyMatch(frame -> frame.startsWith(TEMPORARY));
  }
}
