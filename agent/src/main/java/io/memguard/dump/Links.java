package io.memguard.dump;

import java.io.IOException;

/** For each object the objects it refers to, one list behind the other in one table. */
final class Links {
  /** The end of a list. */
  static final int NONE = -1;

  /** Where the list of an object begins, one more than that; 0 for an empty one. */
  private final IntTable first;

  /** The last one of a list is written as its complement. */
  private final IntTable targets;

  private int size;

  /** The list that is being written: whose it is, and where it begins. */
  private int from;

  private int open;

  Links(Workspace workspace) {
    first = workspace.table();
    targets = workspace.table();
  }

  /** Begins the list of that object; the list before it is ended. */
  void begin(int from) throws IOException {
    open = size;
    first.set(from, 0);
    this.from = from;
  }

  void add(int to) throws IOException {
    if (size == Integer.MAX_VALUE) {
      throw new IOException("the dump has more than 2147483647 references");
    }
    if (size == open) {
      first.set(from, size + 1);
    } else {
      targets.set(size - 1, ~targets.get(size - 1));
    }
    targets.set(size++, ~to);
  }

  /** Where the list of that object begins, or NONE. */
  int first(int from) {
    return first.get(from) - 1;
  }

  /** Where the list goes on, or NONE. */
  int next(int cursor) {
    return targets.get(cursor) < 0 ? NONE : cursor + 1;
  }

  int target(int cursor) {
    int written = targets.get(cursor);
    return written < 0 ? ~written : written;
  }
}
