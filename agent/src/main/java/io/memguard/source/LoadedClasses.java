package io.memguard.source;

import java.lang.instrument.Instrumentation;

/** All classes that are loaded. */
public final class LoadedClasses {
  private static final Class<?>[] NONE = {};

  private LoadedClasses() {}

  /**
   * None where the JVM is about to end: it then gives null ({@code check_phase_ret_blob} in
   * JPLISAgent.c).
   */
  public static Class<?>[] of(Instrumentation instrumentation) {
    Class<?>[] loaded = instrumentation.getAllLoadedClasses();
    return loaded == null ? NONE : loaded;
  }
}
