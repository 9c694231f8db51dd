package io.memguard.ledger;

import io.memguard.verdict.Experiment;

/**
 * An experiment of this life, kept for the detectors.
 *
 * @param account what was under suspicion
 * @param second when, on the ledger's clock
 * @param growth by how much the account had grown before, bytes
 * @param growthSeconds how long that growth had taken
 */
public record Trial(
    Account account, double second, long growth, double growthSeconds, Experiment experiment) {

  /** What the collection or trim gave back, as a share of the growth that it was to explain. */
  public double shareOfGrowthReleased() {
    long released = experiment.beforeBytes() - experiment.afterBytes();
    return growth <= 0 ? 0 : Math.max(0, (double) released / growth);
  }
}
