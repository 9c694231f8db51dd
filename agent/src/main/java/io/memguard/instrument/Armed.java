package io.memguard.instrument;

import java.time.Instant;

/**
 * Tracking is armed.
 *
 * @param since from when on allocations are seen
 * @param tookMillis what arming took; the application was stopped for a small part of it
 */
public record Armed(Instant since, long tookMillis) {}
