package io.memguard.blackbox;

import io.memguard.verdict.Phrase;

/**
 * What ended a life, and why we think so.
 *
 * @param confidence 0 to 1
 * @param reason whole sentences: the evidence, and what else it might be
 */
public record Conclusion(Cause cause, double confidence, Phrase reason) {}
