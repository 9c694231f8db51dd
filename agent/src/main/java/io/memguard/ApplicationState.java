package io.memguard;

import io.memguard.source.LoadedClasses;
import java.lang.instrument.Instrumentation;

/** What the application has decided already, so that we do not decide it for the application. */
final class ApplicationState {
  private static final String CUSTOM_LOG_MANAGER = "java.util.logging.manager";

  private ApplicationState() {}

  /**
   * A platform MBean server created early initialises {@code java.util.logging}, and an application
   * server that installs its own log manager (WildFly, JBoss) then does not start. It is safe once
   * that log manager's class is loaded.
   */
  static boolean jmxIsSafe(Instrumentation instrumentation) {
    String manager = System.getProperty(CUSTOM_LOG_MANAGER);
    boolean modular = System.getProperty("jboss.modules.system.pkgs") != null;
    if (manager == null && !modular) {
      return true;
    }
    String awaited = manager == null ? "org.jboss.logmanager.LogManager" : manager;
    for (Class<?> loaded : LoadedClasses.of(instrumentation)) {
      if (loaded.getName().equals(awaited)) {
        return true;
      }
    }
    return false;
  }
}
