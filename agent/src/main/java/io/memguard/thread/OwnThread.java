package io.memguard.thread;

import java.util.Optional;

/**
 * A thread of MemGuard's own. It does not keep the JVM alive, inherits nothing of the thread that
 * makes it, and what goes wrong in it never reaches the application's handler of uncaught
 * exceptions, which may end the process.
 */
public final class OwnThread extends Thread {
  private static final String PREFIX = "memguard-";

  /** Whatever {@code -Xss} says: that may be too little, or megabytes. */
  private static final long STACK_BYTES = 512 << 10;

  /** {@code role}: what the thread is called behind {@code memguard-}. */
  public OwnThread(String role, Runnable work) {
    super(null, work, PREFIX + role, STACK_BYTES, false);
    setDaemon(true);
    setContextClassLoader(null);
    setUncaughtExceptionHandler((thread, failure) -> {});
  }

  /** Starts it; answers why it cannot be started where the system gives no more threads. */
  public Optional<String> tryStart() {
    try {
      start();
      return Optional.empty();
    } catch (OutOfMemoryError limit) {
      return Optional.of(String.valueOf(limit.getMessage()));
    }
  }
}
