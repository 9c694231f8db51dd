package io.memguard.dump;

import java.io.IOException;

/** A growing table of long numbers, all 0 at first. */
final class LongTable {
  private final IntTable low;
  private final IntTable high;

  LongTable(Workspace workspace) {
    low = workspace.table();
    high = workspace.table();
  }

  long get(int index) {
    return ((long) high.get(index) << Integer.SIZE) | Integer.toUnsignedLong(low.get(index));
  }

  void set(int index, long value) throws IOException {
    low.set(index, (int) value);
    high.set(index, (int) (value >>> Integer.SIZE));
  }

  void add(int index, long value) throws IOException {
    set(index, get(index) + value);
  }
}
