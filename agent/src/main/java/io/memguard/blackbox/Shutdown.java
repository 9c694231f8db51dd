package io.memguard.blackbox;

import io.memguard.thread.OwnThread;
import java.util.Map;

/**
 * A shutdown hook that marks the clean end, and how it came about. It runs beside the other hooks,
 * which may still hang: that all of them ended is told by {@link LifeLock}, whose file goes last.
 */
public final class Shutdown implements Runnable {
  private final BlackBox box;

  private Shutdown(BlackBox box) {
    this.box = box;
  }

  /** Nothing is registered when the JVM is ending already. */
  public static void mark(BlackBox box) {
    try {
      Runtime.getRuntime().addShutdownHook(new OwnThread("end", new Shutdown(box)));
    } catch (IllegalStateException ending) {
      // Too late for a mark: the life is as short as can be.
    }
  }

  @Override
  public void run() {
    try {
      tell();
    } catch (Throwable failure) {
      box.ends(System.currentTimeMillis(), Ending.How.UNKNOWN, "");
    }
  }

  private void tell() {
    // First a mark, then the details: SIGKILL may follow at once.
    long now = System.currentTimeMillis();
    box.ends(now, Ending.How.UNKNOWN, "");
    boolean mainEnded = false;
    for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
      String name = entry.getKey().getName();
      StackTraceElement[] stack = entry.getValue();
      int exit = exitFrame(stack);
      // jdk.internal.misc.Signal runs a handler on a thread of its own with this name.
      if (name.startsWith("SIG") && name.endsWith(" handler") && exit >= 0) {
        box.ends(now, Ending.How.SIGNAL, name.substring(0, name.length() - " handler".length()));
        return;
      }
      if (exit >= 0 && !name.equals("DestroyJavaVM")) {
        box.ends(now, Ending.How.EXIT, caller(stack, exit));
        return;
      }
      mainEnded |= name.equals("DestroyJavaVM");
    }
    if (mainEnded) {
      box.ends(now, Ending.How.LAST_THREAD, "");
    }
  }

  /** The oldest frame of the JVM's own exit, or -1. */
  private static int exitFrame(StackTraceElement[] stack) {
    for (int i = stack.length - 1; i >= 0; i--) {
      String type = stack[i].getClassName();
      boolean runtime =
          type.equals("java.lang.Runtime")
              || type.equals("java.lang.System")
              || type.equals("java.lang.Shutdown");
      if (runtime && stack[i].getMethodName().equals("exit")) {
        return i;
      }
    }
    return -1;
  }

  private static String caller(StackTraceElement[] stack, int exit) {
    return exit + 1 < stack.length
        ? stack[exit + 1].getClassName() + "." + stack[exit + 1].getMethodName()
        : "";
  }
}
