package io.memguard.instrument;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many bytes are allocated between two samples, on average; always a power of two.
 *
 * <p>A stack costs microseconds, so the mean doubles when samples come faster than the budget and
 * halves again when they have become rare. A slow leak is thus seen finely and a storm of buffers
 * coarsely. Estimates stay right through every change, because each sample keeps its own mean.
 */
final class SamplingPace {

  /** 256 KB. */
  static final int FINEST = 18;

  /** 16 MB. */
  static final int COARSEST = 24;

  /** At 5 µs a stack, a fifth of a per cent of one core. */
  static final int SAMPLES_PER_SECOND = 400;

  private static final long WINDOW_NANOS = 1_000_000_000L;

  private final AtomicInteger samples = new AtomicInteger();
  private volatile long windowStart;
  private volatile int finest = FINEST;
  private volatile int meanShift = FINEST;

  SamplingPace(long nanoTime) {
    windowStart = nanoTime;
  }

  /** Binary logarithm of the mean. */
  int meanShift() {
    return meanShift;
  }

  /** A sample was taken. Threads that race here cost a little precision of the pace, no more. */
  void sampled(long nanoTime) {
    if (nanoTime - windowStart > WINDOW_NANOS) {
      startWindow(nanoTime, samples.get() < SAMPLES_PER_SECOND / 4 ? meanShift - 1 : meanShift);
    }
    if (samples.incrementAndGet() > SAMPLES_PER_SECOND) {
      startWindow(nanoTime, meanShift + 1);
    }
  }

  /** A sample found no room: from now on fewer, for good. */
  void crowded() {
    finest = Math.min(Math.max(finest, meanShift) + 1, COARSEST);
    meanShift = finest;
  }

  private void startWindow(long nanoTime, int wanted) {
    samples.set(0);
    windowStart = nanoTime;
    meanShift = Math.max(finest, Math.min(wanted, COARSEST));
  }
}
