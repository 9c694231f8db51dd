package io.memguard.detect;

/**
 * What would settle a suspicion: an experiment or a closer look, each with a cost that somebody
 * else budgets.
 */
public enum Question {
  /** One collection: what of the direct memory is still there afterwards is retained. */
  COLLECT_FOR_DIRECT,
  /** One live class histogram (a full collection): the true live set, and which classes grow. */
  COUNT_LIVE_OBJECTS,
  /** Allocation sites of direct memory. */
  TRACK_DIRECT_SITES
}
