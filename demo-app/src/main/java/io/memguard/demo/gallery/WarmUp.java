package io.memguard.demo.gallery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * For a third of the run every request loads classes of the JDK and remembers their members, then
 * all are loaded. MemGuard must be silent: metaspace and heap rise together and then stay.
 */
final class WarmUp implements Case {

  private final Map<Class<?>, List<Method>> known = new HashMap<>();
  private Iterator<String> names;
  private Ramp ramp;

  @Override
  public About about() {
    return About.healthy("warm-up", "classes load for a third of the run, then no more");
  }

  @Override
  public void start(Run run) {
    List<String> classes = platformClasses();
    names = classes.iterator();
    ramp = run.ramp(classes.size(), 1 / 3.0);
  }

  @Override
  public synchronized void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, 1) && names.hasNext(); i++) {
      try {
        Class<?> type = Class.forName(names.next(), false, ClassLoader.getPlatformClassLoader());
        known.put(type, List.of(type.getDeclaredMethods()));
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException("a class of the JDK is missing", e);
      }
    }
  }

  private static List<String> platformClasses() {
    Path module = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", "java.base");
    try (Stream<Path> files = Files.walk(module.resolve("java"))) {
      return files
          .map(file -> module.relativize(file).toString())
          .filter(file -> file.endsWith(".class"))
          .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
