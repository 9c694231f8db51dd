package io.memguard.instrument;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Premain and main class of the child JVM. Runs the scenario in a class loader whose parent is the
 * platform loader, as the real agent runs.
 */
public final class TestAgent {

  private static volatile Instrumentation instrumentation;

  private TestAgent() {}

  public static void premain(String arguments, Instrumentation given) {
    instrumentation = given;
  }

  /** Runs the scenario named by the first argument. */
  public static void main(String[] arguments) throws Exception {
    List<URL> places = new ArrayList<>();
    for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      places.add(Path.of(place).toUri().toURL());
    }
    ClassLoader parent = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader loader = new URLClassLoader(places.toArray(URL[]::new), parent)) {
      Class<?> type = Class.forName(arguments[0], true, loader);
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      var run = type.getDeclaredMethod("run", Instrumentation.class);
      run.setAccessible(true);
      run.invoke(constructor.newInstance(), instrumentation);
    }
  }
}
