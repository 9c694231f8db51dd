package io.memguard;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The door: {@code premain}, {@code agentmain} and {@code main}. One of the two classes that the
 * application can see; all others live in {@link AgentClassLoader}.
 *
 * <p>{@code premain} runs on the application's main thread before its main class is loaded. What it
 * touches is decided for the whole process (log manager, file-system provider, CDS), so it starts
 * one daemon thread and returns. No lambdas, no logging, no {@code java.nio.file}, no JMX, no JFR
 * here.
 */
public final class Agent implements Runnable {
  private static final AtomicBoolean RUNNING = new AtomicBoolean();

  /** By this property the command line sees, from outside, that MemGuard is here. */
  private static final String MARK = "io.memguard.agent";

  /** An application that hides its main thread from us is taken as started after this long. */
  private static final long LONGEST_WAIT_FOR_MAIN_MILLIS = 30_000;

  private static final String ALLOW =
      "; let it do its work in the policy: grant codeBase \"file:/path/of/memguard.jar\" {"
          + " permission java.security.AllPermission; };";

  private static final long POLL_MILLIS = 50;

  /** Address space, of which a page is taken when it is used: {@code -Xss} may be too little. */
  private static final long STACK_BYTES = 1 << 20;

  private static final long NEEDED_HEAP_BYTES = 2 << 20;
  private static final int NEEDED_FILES = 16;

  /** With less the classes of the application find no place, and it ends. */
  private static final long NEEDED_METASPACE_BYTES = 8 << 20;

  private static final long FIRST_RETRY_MILLIS = 5_000;
  private static final long LONGEST_RETRY_MILLIS = 300_000;

  private final String arguments;
  private final Instrumentation instrumentation;

  /** The thread whose main class is awaited; null when attached to a running application. */
  private final Thread mainThread;

  private Agent(String arguments, Instrumentation instrumentation, Thread mainThread) {
    this.arguments = arguments;
    this.instrumentation = instrumentation;
    this.mainThread = mainThread;
  }

  public static void premain(String arguments, Instrumentation instrumentation) {
    start(arguments, instrumentation, Thread.currentThread());
  }

  public static void agentmain(String arguments, Instrumentation instrumentation) {
    start(arguments, instrumentation, null);
  }

  public static void main(String[] arguments) throws Exception {
    // Module jdk.attach belongs to the application's loader.
    Class<?> commands =
        new AgentClassLoader(jar(), ClassLoader.getSystemClassLoader())
            .loadClass("io.memguard.CommandLine");
    Method main = commands.getDeclaredMethod("main", String.class, String[].class);
    main.setAccessible(true);
    main.invoke(null, jar().getAbsolutePath(), arguments);
  }

  private static void start(String arguments, Instrumentation instrumentation, Thread mainThread) {
    try {
      if (isJdkTool()) {
        return;
      }
      if (!RUNNING.compareAndSet(false, true)) {
        System.err.println(
            "[memguard] already running in this JVM; the second -javaagent is ignored: remove it");
        return;
      }
      Thread thread =
          new Thread(
              null,
              new Agent(arguments, instrumentation, mainThread),
              "memguard",
              STACK_BYTES,
              false); // Inheritable thread locals are the application's.
      thread.setDaemon(true);
      thread.setContextClassLoader(null);
      thread.start();
      System.setProperty(MARK, "running");
    } catch (Throwable failure) {
      failed(failure);
    }
  }

  /**
   * {@code JAVA_TOOL_OPTIONS} reaches {@code keytool}, {@code jcmd} and their like too. They run
   * from a module of the JDK; so does the source launcher ({@code java Main.java}), which is an
   * application all the same.
   */
  private static boolean isJdkTool() {
    String module = System.getProperty("jdk.module.main");
    if (module == null || !(module.startsWith("jdk.") || module.startsWith("java."))) {
      return false;
    }
    String command = System.getProperty("sun.java.command", "");
    return !command.contains("com.sun.tools.javac.launcher");
  }

  @Override
  public void run() {
    try {
      awaitMainClass();
      String refusal = refusal();
      if (refusal.isEmpty()) {
        newGuard().run();
      } else {
        System.err.println("[memguard] " + refusal);
      }
    } catch (Throwable failure) {
      failed(failure);
    }
  }

  /** Why it must not start in this JVM; empty when it may. */
  private static String refusal() {
    if (!ModuleLayer.boot().findModule("java.management").isPresent()) {
      return ""; // The guard says which modules it lacks.
    }
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage usage = pool.getUsage();
      if (pool.getName().equals("Metaspace")
          && usage.getMax() >= 0
          && usage.getMax() - usage.getUsed() < NEEDED_METASPACE_BYTES) {
        return "not started: -XX:MaxMetaspaceSize leaves "
            + ((usage.getMax() - usage.getUsed()) >> 20)
            + " MiB, and MemGuard needs about "
            + (NEEDED_METASPACE_BYTES >> 20)
            + " of it: raise it by 16m";
      }
    }
    return "";
  }

  /**
   * Waits for room, and tries again where there was too little all the same: with a new class
   * loader, for a class that met an OutOfMemoryError while it was loaded stays broken.
   */
  private Runnable newGuard() throws Exception {
    for (long wait = FIRST_RETRY_MILLIS; ; wait = Math.min(2 * wait, LONGEST_RETRY_MILLIS)) {
      try {
        if (hasRoom()) {
          return (Runnable)
              newClassLoader()
                  .loadClass("io.memguard.MemGuard")
                  .getMethod("create", String.class, Instrumentation.class)
                  .invoke(null, arguments, instrumentation);
        }
      } catch (Throwable failure) {
        if (!isOutOfMemory(failure)) {
          throw failure;
        }
      }
      Thread.sleep(wait);
    }
  }

  /**
   * Whether there are heap and file descriptors for the start. A class of the JDK whose
   * initialization fails because we touched it at the wrong moment ({@code java.security.Security},
   * {@code ManagementFactory}) stays broken for the application too.
   */
  private static boolean hasRoom() throws Exception {
    Runtime jvm = Runtime.getRuntime();
    if (jvm.maxMemory() - jvm.totalMemory() + jvm.freeMemory() < NEEDED_HEAP_BYTES) {
      return false;
    }
    File jar = jar();
    FileInputStream[] open = new FileInputStream[NEEDED_FILES];
    int count = 0;
    try {
      while (count < NEEDED_FILES) {
        open[count] = new FileInputStream(jar);
        count++;
      }
      return true;
    } catch (FileNotFoundException tooMany) {
      // A jar that is gone is told by the class loader.
      return !jar.exists();
    } finally {
      while (count > 0) {
        open[--count].close();
      }
    }
  }

  private static boolean isOutOfMemory(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof OutOfMemoryError)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  private void awaitMainClass() throws InterruptedException {
    if (mainThread == null) {
      return;
    }
    for (long waited = 0; waited < LONGEST_WAIT_FOR_MAIN_MILLIS; waited += POLL_MILLIS) {
      if (runsApplicationCode(mainThread)) {
        return;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /**
   * The oldest frame tells who runs: {@code sun.instrument} while any agent starts, {@code
   * sun.launcher} while the main class is looked up, then the application.
   */
  private static boolean runsApplicationCode(Thread thread) {
    if (!thread.isAlive()) {
      return true;
    }
    StackTraceElement[] stack = thread.getStackTrace();
    if (stack.length == 0) {
      return false;
    }
    String oldest = stack[stack.length - 1].getClassName();
    return !(oldest.startsWith("sun.instrument.")
        || oldest.startsWith("sun.launcher.")
        || oldest.startsWith("java.")
        || oldest.startsWith("jdk.internal."));
  }

  private static ClassLoader newClassLoader() throws Exception {
    return new AgentClassLoader(jar(), ClassLoader.getPlatformClassLoader());
  }

  private static File jar() throws Exception {
    return new File(Agent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static void failed(Throwable failure) {
    try {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      System.err.println(
          "[memguard] could not start, the application runs on without it: "
              + cause
              + (cause instanceof SecurityException ? ALLOW : ""));
    } catch (Throwable outOfMemory) {
      // An exception that left this thread would be printed by the JVM.
    }
  }
}
