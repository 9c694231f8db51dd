package io.memguard.expose;

import io.memguard.snapshot.AgentCost;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The cost of the last tick as a bean. */
final class Cost implements CostMXBean {

  private final Supplier<AgentCost> cost;

  Cost(Supplier<AgentCost> cost) {
    this.cost = cost;
  }

  @Override
  public long getTicks() {
    return cost.get().ticks();
  }

  @Override
  public long getCpuNanos() {
    return cost.get().cpuNanos();
  }

  @Override
  public long getAllocatedBytes() {
    return cost.get().allocatedBytes();
  }

  @Override
  public long getLastTickNanos() {
    return cost.get().lastTickNanos();
  }

  @Override
  public long getWorstTickNanos() {
    return cost.get().worstTickNanos();
  }

  @Override
  public Map<String, Long> getSourceNanos() {
    return new TreeMap<>(cost.get().sourceNanos());
  }
}
