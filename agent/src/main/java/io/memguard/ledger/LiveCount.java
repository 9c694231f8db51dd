package io.memguard.ledger;

/**
 * A count of live objects, which is exact, or the refusal to make one.
 *
 * @param second when, on the ledger's clock
 * @param bytes the live set; meaningless when refused
 * @param refused a count would stop the application for too long
 */
public record LiveCount(double second, long bytes, boolean refused) {}
