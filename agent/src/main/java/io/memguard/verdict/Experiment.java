package io.memguard.verdict;

/**
 * Something that was tried to tell two explanations apart, and what it did.
 *
 * @param action {@code gc} or {@code trim}
 * @param beforeBytes the account under suspicion before
 * @param afterBytes the same account after
 */
public record Experiment(String action, long beforeBytes, long afterBytes, long pauseMillis) {}
