package io.memguard.blackbox;

import java.util.Locale;

/** What the header says about a life. Keys are public: they stand in the file and in reports. */
public enum Fact {
  /** Milliseconds since 1970. */
  STARTED,
  PID,
  /** When the process began, in milliseconds since 1970. */
  PROCESS_STARTED,
  MEMGUARD,
  JAVA,
  /** The main class or the jar, without its arguments. */
  MAIN,
  /** A hash of the whole command line: tells services apart and gives nothing away. */
  COMMAND_HASH,
  /** {@code -X} flags only: system properties may hold secrets. */
  FLAGS,
  INTERVAL_MILLIS,
  HOST,
  BOOT,
  PID_NAMESPACE,
  CGROUP,
  LIMIT,
  MAX_HEAP,
  WORKING_FOLDER,
  ERROR_FILE,
  HEAP_DUMP_PATH,
  EXIT_ON_OUT_OF_MEMORY,
  /** {@code true} when {@code running} is locked for as long as the JVM lives. */
  LOCKED;

  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
