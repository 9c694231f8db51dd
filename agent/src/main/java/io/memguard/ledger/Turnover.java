package io.memguard.ledger;

import io.memguard.snapshot.HeldObject;
import java.util.List;

/**
 * What a search for the holders of sampled objects says of their staying. What leaks stays, so its
 * samples come from the whole time of the sampling. What passes through, such as sessions with a
 * timeout under a rising load, leaves young ones alone. What is held by soft references stays until
 * the JVM needs the room, and no search reaches it.
 *
 * @param open they are being sampled; the other figures come later
 * @param liveBytes the live set when they were searched
 * @param samples how many were held
 * @param early how many of them were allocated in the first part of the sampling
 * @param soft ordinary references led to hardly any of what was sampled and lived
 */
public record Turnover(boolean open, double liveBytes, int samples, int early, boolean soft) {
  /** Sampling has begun. */
  public static final Turnover OPEN = new Turnover(true, 0, 0, 0, false);

  private static final double FIRST_PART = 0.4;

  /** Fewer samples prove nothing. */
  private static final int LEAST_SAMPLES = 30;

  /** An even leak has {@link #FIRST_PART} of its samples there, one that quickens some less. */
  private static final double FEW = 0.1;

  /** Where soft references hold what grows, nearly no sample is reached. */
  private static final double NEARLY_ALL = 0.8;

  /** A live set that has risen by so much more is another question. */
  private static final double FURTHER = 1.3;

  /**
   * Counts them.
   *
   * @param beginMillis when sampling began, epoch
   * @param endMillis when what holds them was searched, epoch
   * @param beside whether soft references came with what grew, and nothing else kept the search
   *     from reaching it
   */
  public static Turnover of(
      List<HeldObject> objects,
      long beginMillis,
      long endMillis,
      double liveBytes,
      boolean beside) {
    List<HeldObject> held = objects.stream().filter(one -> !one.chain().isEmpty()).toList();
    double end = beginMillis + FIRST_PART * (endMillis - beginMillis);
    int early = (int) held.stream().filter(one -> one.allocatedMillis() < end).count();
    int unreached = objects.size() - held.size();
    boolean soft = objects.size() >= LEAST_SAMPLES && unreached >= NEARLY_ALL * objects.size();
    return new Turnover(false, liveBytes, held.size(), early, beside && soft);
  }

  /** Whether a live set of that size consists of what passes through, as far as is known. */
  public boolean explains(double bytes) {
    return samples >= LEAST_SAMPLES && early < FEW * samples && bytes <= FURTHER * liveBytes;
  }

  /** Whether a live set of that size hangs on soft references, as far as is known. */
  public boolean isSoftly(double bytes) {
    return soft && bytes <= FURTHER * liveBytes;
  }
}
