package io.memguard.blackbox;

import java.util.Locale;

/** What ended a life. The labels are public: they stand in reports. */
public enum Cause {
  /** It has not ended. */
  RUNNING,
  /** An orderly shutdown that ran to its end. */
  CLEAN,
  /** A shutdown had begun and was cut off, usually by SIGKILL after the grace period. */
  CUT_OFF_IN_SHUTDOWN,
  /** The kernel's OOM killer. */
  OOM_KILLED,
  /** The JVM ended itself, or was ended, because of an OutOfMemoryError. */
  OUT_OF_MEMORY_ERROR,
  /** The JVM crashed. */
  CRASHED,
  /** SIGKILL from outside, an eviction, or {@code Runtime.halt}. */
  KILLED,
  /** The machine was restarted or lost its power. */
  MACHINE_STOPPED;

  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
