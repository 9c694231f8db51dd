package io.memguard.snapshot;

import java.util.List;

/**
 * Where memory that is still held was allocated. Estimates, scaled up from a sample.
 *
 * @param applicationFrame the innermost frame that is neither of the JDK nor of a known library
 * @param frames the stack, innermost first, as {@code class.method(File:line)}
 * @param bytes bytes still held
 * @param count allocations still held
 */
public record AllocationSite(
    String applicationFrame, List<String> frames, long bytes, long count) {}
