package io.memguard.source;

import io.memguard.snapshot.Reading;
import java.lang.instrument.Instrumentation;
import java.lang.module.ModuleFinder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * HotSpot's diagnostic commands, run inside this JVM.
 *
 * <p>They are called below the DiagnosticCommand MBean: the platform MBean server, which costs a
 * tenth of a second of CPU and settles the application's LogManager, is not started.
 */
public final class DiagnosticCommands implements CommandRunner {

  /** One way to reach the commands. */
  interface Invocation {
    String execute(String command) throws Exception;
  }

  private static final String MODULE = "jdk.management";
  private static final String PACKAGE = "com.sun.management.internal";

  private final Invocation invocation;

  private DiagnosticCommands(Invocation invocation) {
    this.invocation = invocation;
  }

  /** The commands, without ever starting the platform MBean server. */
  public static Reading<DiagnosticCommands> open(Instrumentation instrumentation) {
    return open(instrumentation, false);
  }

  /**
   * The commands, tried once.
   *
   * @param instrumentation opens the JDK's internals to this class's module only; null where the
   *     command line opened them
   * @param mayStartMBeanServer whether the MBean may be used when the internals stay closed; not
   *     before the application has chosen its LogManager
   */
  public static Reading<DiagnosticCommands> open(
      Instrumentation instrumentation, boolean mayStartMBeanServer) {
    Optional<Module> module = ModuleLayer.boot().findModule(MODULE);
    if (module.isEmpty()) {
      return Reading.unavailable(missingModule());
    }
    Reading<DiagnosticCommands> commands = tried(() -> internal(module.get(), instrumentation));
    return commands.isKnown() || !mayStartMBeanServer
        ? commands
        : tried(DiagnosticCommandBean::open);
  }

  @Override
  public Reading<String> run(String command) {
    try {
      return Reading.known(invocation.execute(command));
    } catch (Exception | LinkageError e) {
      return Reading.unavailable("the JVM refused the command " + command + ": " + message(e));
    }
  }

  private interface Opening {
    Invocation open() throws Exception;
  }

  private static Reading<DiagnosticCommands> tried(Opening opening) {
    try {
      Invocation invocation = opening.open();
      invocation.execute("VM.version");
      return Reading.known(new DiagnosticCommands(invocation));
    } catch (Exception | LinkageError e) {
      return Reading.unavailable(
          "this JVM's diagnostic commands cannot be reached ("
              + message(e)
              + "): on HotSpot, start with --add-opens "
              + (MODULE + "/" + PACKAGE)
              + "=ALL-UNNAMED");
    }
  }

  private static Invocation internal(Module module, Instrumentation instrumentation)
      throws ReflectiveOperationException {
    if (instrumentation != null) {
      Module self = DiagnosticCommands.class.getModule();
      instrumentation.redefineModule(
          module, Set.of(), Map.of(), Map.of(PACKAGE, Set.of(self)), Set.of(), Map.of());
    }
    // The provider's initializer loads libmanagement_ext, where the native method lives.
    Class.forName(PACKAGE + ".PlatformMBeanProviderImpl", true, module.getClassLoader());
    Class<?> type =
        Class.forName(PACKAGE + ".DiagnosticCommandImpl", true, module.getClassLoader());
    Method instance = type.getDeclaredMethod("getDiagnosticCommandMBean");
    instance.setAccessible(true);
    Object commands = instance.invoke(null);
    if (commands == null) {
      throw new UnsupportedOperationException("this JVM offers none");
    }
    Method execute = type.getDeclaredMethod("executeDiagnosticCommand", String.class);
    execute.setAccessible(true);
    return command -> (String) execute.invoke(commands, command);
  }

  /** Why nothing of {@code jdk.management} is there, and what would bring it. */
  static String missingModule() {
    boolean inImage = ModuleFinder.ofSystem().find(MODULE).isPresent();
    return "module "
        + MODULE
        + " is missing: "
        + (inImage
            ? "start with --add-modules " + MODULE
            : "add module " + MODULE + " to the runtime image");
  }

  private static String message(Throwable failure) {
    Throwable cause =
        failure instanceof InvocationTargetException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
