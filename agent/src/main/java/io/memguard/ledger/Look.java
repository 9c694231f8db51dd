package io.memguard.ledger;

import java.util.List;

/**
 * What one look at threads or class loaders found.
 *
 * @param second when, on the ledger's clock
 * @param found one element a family
 */
public record Look<T>(double second, List<T> found) {}
