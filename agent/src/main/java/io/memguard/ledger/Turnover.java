package io.memguard.ledger;

import io.memguard.snapshot.HeldObject;
import java.util.List;

/**
 * How early objects were allocated that had been sampled at their allocation and were still held
 * when they were searched. What leaks stays, so its samples come from the whole time of the
 * sampling. What passes through, such as sessions with a timeout under a rising load, leaves young
 * ones alone.
 *
 * @param open they are being sampled; the other figures come later
 * @param liveBytes the live set when they were searched
 * @param samples how many were held
 * @param early how many of them were allocated in the first part of the sampling
 */
public record Turnover(boolean open, double liveBytes, int samples, int early) {
  /** Sampling has begun. */
  public static final Turnover OPEN = new Turnover(true, 0, 0, 0);

  private static final double FIRST_PART = 0.4;

  /** Fewer samples prove nothing. */
  private static final int LEAST_SAMPLES = 30;

  /** An even leak has {@link #FIRST_PART} of its samples there, one that quickens some less. */
  private static final double FEW = 0.1;

  /** A live set that has risen by so much more is another question. */
  private static final double FURTHER = 1.3;

  /**
   * Counts them.
   *
   * @param beginMillis when sampling began, epoch
   * @param endMillis when what holds them was searched, epoch
   */
  public static Turnover of(
      List<HeldObject> objects, long beginMillis, long endMillis, double liveBytes) {
    List<HeldObject> held = objects.stream().filter(one -> !one.chain().isEmpty()).toList();
    double end = beginMillis + FIRST_PART * (endMillis - beginMillis);
    int early = (int) held.stream().filter(one -> one.allocatedMillis() < end).count();
    return new Turnover(false, liveBytes, held.size(), early);
  }

  /** Whether a live set of that size consists of what passes through, as far as is known. */
  public boolean explains(double bytes) {
    return samples >= LEAST_SAMPLES && early < FEW * samples && bytes <= FURTHER * liveBytes;
  }
}
