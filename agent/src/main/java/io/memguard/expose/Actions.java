package io.memguard.expose;

/**
 * {@code type=Actions}: what can be asked for from outside. Every answer is one plain sentence; the
 * guards are the same as for what MemGuard does by itself. None throws.
 */
public interface Actions {

  /** Takes a heap dump of live objects. */
  String dumpHeap();

  /** Runs one full collection. */
  String collectGarbage();

  /** Gives free native memory back to the system. */
  String trimNativeHeap();

  /** Writes the report of this moment. */
  String writeReport();

  /** Looks for what holds the objects that survive. */
  String referenceChains();
}
