package io.memguard.act;

import java.util.HashSet;
import java.util.Set;

/** Remembers what was told. Bounded: to someone who asks without end it is told anew in the end. */
final class ToldOnce {
  static final int MOST = 256;

  private final Set<String> told = new HashSet<>();

  /** Whether it is told for the first time, as far as is remembered. */
  synchronized boolean isNew(String what) {
    if (told.size() >= MOST) {
      told.clear();
    }
    return told.add(what);
  }
}
