package io.memguard.source;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/** Tells which classes call native code: their objects may own memory that Java does not see. */
public final class NativeMethods {
  private final Supplier<Class<?>[]> loadedClasses;

  public NativeMethods(Instrumentation instrumentation) {
    this(() -> LoadedClasses.of(instrumentation));
  }

  NativeMethods(Supplier<Class<?>[]> loadedClasses) {
    this.loadedClasses = loadedClasses;
  }

  /** Those of the named classes that declare a native method, themselves or above them. */
  public Set<String> among(Set<String> names) {
    Set<String> found = new HashSet<>();
    for (Class<?> type : loadedClasses.get()) {
      if (names.contains(type.getName()) && !found.contains(type.getName()) && isNative(type)) {
        found.add(type.getName());
      }
    }
    return found;
  }

  private static boolean isNative(Class<?> type) {
    Class<?> parent = type.getSuperclass();
    return declaresNative(type) || (parent != null && parent != Object.class && isNative(parent));
  }

  private static boolean declaresNative(Class<?> type) {
    try {
      for (Method method : type.getDeclaredMethods()) {
        if (Modifier.isNative(method.getModifiers())) {
          return true;
        }
      }
    } catch (LinkageError | RuntimeException missingParameterType) {
      // The JVM asks the class's own loader, which may be stopped and throw whatever it likes.
      return false;
    }
    return false;
  }
}
