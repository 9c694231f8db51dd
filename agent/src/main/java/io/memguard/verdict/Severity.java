package io.memguard.verdict;

import java.util.Locale;

/** How far a suspicion has come, in rising order. */
public enum Severity {
  /** The trouble is over; the last line of a verdict's life. */
  CLEARED,
  /** Nothing is wrong, but the user would ask. */
  INFO,
  /** Growing, not yet proved. */
  WATCH,
  /** Proved. */
  WARNING,
  /** Proved, and the limit is near. */
  CRITICAL;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
