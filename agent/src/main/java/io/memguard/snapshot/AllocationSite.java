package io.memguard.snapshot;

import java.util.List;

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

  /** Whether the buffer pool {@code direct} counts it too. */
  public boolean inBufferPool() {
    return frames.stream().anyMatch(frame -> frame.startsWith(POOLED));
  }

  /** Whether it is a thread's cache of temporary buffers, made when heap buffers meet a channel. */
  public boolean isTemporaryBuffer() {
    return frames.stream().anyMatch(frame -> frame.startsWith(TEMPORARY));
  }
}
