package io.memguard.source;

import io.memguard.snapshot.Reading;

/**
 * One facility that can be asked for its present state. {@code read} never throws: what goes wrong
 * is the reason of an unavailable reading.
 */
public interface Source<T> {

  /** Short name for logs and the cost table, such as {@code cgroup}. */
  String name();

  Reading<T> read();
}
