package io.memguard.ledger;

/**
 * A count of live objects, which is exact, or the refusal to make one.
 *
 * @param second when, on the ledger's clock
 * @param bytes the live set; meaningless when refused
 * @param refused a count would stop the application for too long
 * @param soft what grew since the first count hangs on soft references, which the JVM clears before
 *     it runs out of heap
 */
public record LiveCount(double second, long bytes, boolean refused, boolean soft) {
  /** What was counted, held by ordinary references as far as the count tells. */
  public static LiveCount of(double second, long bytes) {
    return new LiveCount(second, bytes, false, false);
  }

  public static LiveCount refused(double second, boolean soft) {
    return new LiveCount(second, 0, true, soft);
  }
}
