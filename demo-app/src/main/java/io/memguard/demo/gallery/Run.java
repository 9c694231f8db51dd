package io.memguard.demo.gallery;

/**
 * The conditions of one run, from which a case takes its pace.
 *
 * @param heapBytes the most the heap can be
 * @param heapTouched how much of the heap will be resident without any case: a collector that works
 *     beside the application touches all of it, the others about a quarter
 * @param limitBytes the most the container can be
 * @param seconds how long the run takes
 * @param rate requests expected in a second
 */
public record Run(long heapBytes, long heapTouched, long limitBytes, int seconds, int rate) {

  /** Metaspace, code, stacks, collector and allocator of this service. */
  private static final long BESIDE_HEAP = 64L << 20;

  /** What a case can take outside the heap before the container is full. */
  long nativeRoom() {
    return Math.max(limitBytes - heapTouched - BESIDE_HEAP, limitBytes / 8);
  }

  /** A quantity that has grown to a number of bytes when a share of the run has passed. */
  Ramp ramp(long bytes, double shareOfRun) {
    return new Ramp(bytes / (shareOfRun * seconds * rate));
  }

  /** How many requests come in a number of seconds. */
  long requestsIn(double inSeconds) {
    return Math.max(1, Math.round(inSeconds * rate));
  }
}
