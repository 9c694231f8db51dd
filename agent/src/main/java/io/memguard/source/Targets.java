package io.memguard.source;

import io.memguard.snapshot.LoaderFamily;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** What keeps class metadata alive: loaders, or hidden classes, and whatever leads to them. */
final class Targets {
  private static final Class<?>[] NONE = {};

  private final Set<Object> loaders = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Object> classes = Collections.newSetFromMap(new IdentityHashMap<>());

  private Targets() {}

  /** The loaders of a family. */
  static Targets loaders(LoaderFamily family, Class<?>[] loaded) {
    Targets targets = new Targets();
    for (Class<?> type : loaded) {
      ClassLoader loader = type.getClassLoader();
      if (loader != null && LoaderCensus.type(loader).equals(family.type())) {
        targets.loaders.add(loader);
      }
    }
    return targets;
  }

  /**
   * The hidden classes of the family's name pattern, each of which is unloaded by itself. Those of
   * lambdas are not: there is nothing to search.
   */
  static Targets hidden(LoaderFamily family, Class<?>[] loaded) {
    Targets targets = new Targets();
    for (Class<?> type : family.ofLambdas() ? NONE : loaded) {
      if (type.isHidden()
          && LoaderCensus.type(type.getClassLoader()).equals(family.type())
          && NamePattern.ofClass(type.getName()).equals(family.pattern())) {
        targets.classes.add(type);
      }
    }
    return targets;
  }

  int count() {
    return loaders.size() + classes.size();
  }

  /** The loader or class that an object keeps alive by itself; null where it keeps none. */
  Object of(Object object) {
    Class<?> type = object instanceof Class<?> itself ? itself : object.getClass();
    ClassLoader loader = object instanceof ClassLoader itself ? itself : type.getClassLoader();
    if (classes.contains(type)) {
      return type;
    }
    if (loaders.contains(loader)) {
      return loader;
    }
    return loaders.contains(type.getClassLoader()) ? type.getClassLoader() : null;
  }

  /** A name for a target, the same for those that are made alike. */
  String name(Object object) {
    return NamePattern.ofClass(
        object instanceof Class<?> type ? type.getName() : object.getClass().getName());
  }
}
