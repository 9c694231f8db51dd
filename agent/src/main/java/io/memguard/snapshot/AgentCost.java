package io.memguard.snapshot;

import java.util.Map;

/**
 * What MemGuard itself costs, for the whole life of this agent.
 *
 * @param cpuNanos CPU of the agent's own threads
 * @param lastTickNanos wall time of the last tick
 * @param worstTickNanos wall time of the slowest tick
 * @param sourceNanos wall time of the last reading, by source
 */
public record AgentCost(
    long ticks,
    long cpuNanos,
    long allocatedBytes,
    long lastTickNanos,
    long worstTickNanos,
    Map<String, Long> sourceNanos) {}
