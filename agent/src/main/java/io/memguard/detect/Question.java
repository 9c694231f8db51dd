package io.memguard.detect;

/**
 * What would settle a suspicion: an experiment or a closer look, each with a cost that somebody
 * else budgets.
 */
public enum Question {
  /** One collection: what of the memory off the heap is still there afterwards is retained. */
  COLLECT_FOR_OFF_HEAP,

  /** One more collection for direct memory, which is known to help, before the kernel kills. */
  RELEASE_OFF_HEAP,
  /** The same for class metadata: loaders that nobody holds are unloaded. */
  COLLECT_FOR_METASPACE,
  /** The same for mapped files. */
  COLLECT_FOR_MAPPED,
  /**
   * The same for memory of native libraries, whose Java objects may merely wait for a collection.
   */
  COLLECT_FOR_NATIVE,
  /** One trim of the C library's heap: what it gives back was retained, not leaked. */
  TRIM,
  /** One live class histogram (a full collection): the true live set, and which classes grow. */
  COUNT_LIVE_OBJECTS,
  /** What holds the objects that grow: chains of references to them. */
  TRACE_HOLDERS,
  /** Allocation sites of direct memory. */
  TRACK_DIRECT_SITES,
  /** Class loaders by type, and how many there are of each. */
  LIST_LOADERS,
  /** What holds the class loaders that become ever more: chains of references to them. */
  TRACE_LOADERS,
  /** Threads by name pattern, with their state and stack. */
  LIST_THREADS,
  /** Whether the JIT compiler still runs. */
  ASK_COMPILER,
  /** Files in shared memory and mapped files, by size. */
  LIST_FILES,
  /** Native libraries that are loaded and not the JVM's own. */
  LIST_LIBRARIES
}
