package io.memguard.source;

import io.memguard.snapshot.HeldLoaders;
import io.memguard.snapshot.HeldObject;
import io.memguard.snapshot.LoaderFamily;
import io.memguard.snapshot.Reading;
import java.lang.instrument.Instrumentation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Searches what holds the class loaders of a family: it follows references from the static fields
 * of all classes and from the threads until it meets the loaders, their classes, or objects of
 * these. The application goes on meanwhile. What only a variable on a stack, native code or a field
 * that the JVM hides refers to is not met.
 */
public final class LoaderSearch {
  /** One node of the walk for so many bytes of the maximum heap: it takes 30 bytes of it. */
  private static final int HEAP_BYTES_PER_NODE = 1_024;

  private static final int MOST_NODES = 400_000;
  private static final Duration LONGEST = Duration.ofSeconds(1);

  /** References that are told of all that were found. */
  private static final int MOST_TOLD = 400;

  /**
   * Classes of the JDK that are known to hold what applications register. The static fields of all
   * others are not read: it would load hundreds of classes.
   */
  private static final Set<String> REGISTRIES =
      Set.of(
          "java.beans.Introspector",
          "java.beans.PropertyEditorManager",
          "java.beans.ThreadGroupContext",
          "java.lang.ApplicationShutdownHooks",
          "java.lang.Shutdown",
          "java.lang.Thread",
          "java.lang.management.ManagementFactory",
          "java.net.Authenticator",
          "java.net.ProxySelector",
          "java.net.URL",
          "java.security.Policy",
          "java.security.Security",
          "java.sql.DriverManager",
          "java.util.ResourceBundle",
          "java.util.TimeZone",
          "java.util.concurrent.ForkJoinPool",
          "java.util.logging.Level$KnownLevel",
          "java.util.logging.LogManager",
          "java.util.logging.Logger",
          "javax.imageio.spi.IIORegistry",
          "javax.management.MBeanServerFactory",
          "sun.awt.AppContext",
          "sun.security.jca.Providers");

  private final Supplier<Class<?>[]> loadedClasses;
  private final Supplier<Reading<ObjectFields>> fields;
  private final ClassLoader own;

  /** A search in this JVM. */
  public static LoaderSearch of(Instrumentation instrumentation) {
    return new LoaderSearch(
        () -> LoadedClasses.of(instrumentation),
        () -> ObjectFields.open(instrumentation),
        LoaderSearch.class.getClassLoader());
  }

  /** {@code own}: the agent's loader, whose objects are not looked at. */
  LoaderSearch(
      Supplier<Class<?>[]> loadedClasses, Supplier<Reading<ObjectFields>> fields, ClassLoader own) {
    this.loadedClasses = loadedClasses;
    this.fields = fields;
    this.own = own;
  }

  /**
   * Searches now; takes up to a second of the calling thread.
   *
   * @param ofLoaders whether the loaders of the family are searched; otherwise its classes of its
   *     name pattern, of which only hidden ones can have another holder than their loader
   */
  public Reading<HeldLoaders> search(LoaderFamily family, boolean ofLoaders) {
    return fields
        .get()
        .map(
            opened -> {
              Class<?>[] loaded = loadedClasses.get();
              Targets targets =
                  ofLoaders ? Targets.loaders(family, loaded) : Targets.hidden(family, loaded);
              return search(opened, loaded, targets);
            });
  }

  private HeldLoaders search(ObjectFields opened, Class<?>[] loaded, Targets targets) {
    long end = System.nanoTime() + LONGEST.toNanos();
    int nodes = (int) Math.min(MOST_NODES, Runtime.getRuntime().maxMemory() / HEAP_BYTES_PER_NODE);
    ReferenceWalk walk =
        new ReferenceWalk(opened, object -> targets.of(object) != null, own, nodes);
    List<Class<?>> registries = new ArrayList<>();
    for (Class<?> type : loaded) {
      ClassLoader loader = type.getClassLoader();
      if (type.isArray() || loader == own || targets.of(type) != null) {
        continue;
      }
      if (loader == null || loader == ClassLoader.getPlatformClassLoader()) {
        if (REGISTRIES.contains(type.getName())) {
          registries.add(type);
        }
      } else if (System.nanoTime() - end < 0) {
        walk.addStatics(type);
      }
    }
    for (Thread thread : threads()) {
      walk.addRoot(thread);
    }
    registries.forEach(walk::addStatics);
    walk.run(end);
    return found(walk, targets);
  }

  private static HeldLoaders found(ReferenceWalk walk, Targets targets) {
    List<ReferenceWalk.Edge> edges = walk.edges();
    Set<Object> reached = Collections.newSetFromMap(new IdentityHashMap<>());
    edges.forEach(edge -> reached.add(targets.of(edge.target())));
    List<HeldObject> told = new ArrayList<>();
    int step = 1 + edges.size() / MOST_TOLD;
    for (int i = 0; i < edges.size(); i += step) {
      ReferenceWalk.Edge edge = edges.get(i);
      told.add(
          new HeldObject(
              targets.name(edge.target()), 0, List.of(), root(walk, edge), walk.chain(edge)));
    }
    return new HeldLoaders(targets.count(), reached.size(), told, walk.visited(), walk.complete());
  }

  private static String root(ReferenceWalk walk, ReferenceWalk.Edge edge) {
    return walk.root(edge)
        .map(root -> root instanceof Thread thread ? "thread " + thread.getName() : "")
        .map(NamePattern::ofThread)
        .orElse("");
  }

  /** The live platform threads, MemGuard's own left out. */
  private List<Thread> threads() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    Thread[] all = new Thread[2 * group.activeCount() + 16];
    int count = group.enumerate(all, true);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (all[i] != Thread.currentThread() && all[i].getClass().getClassLoader() != own) {
        threads.add(all[i]);
      }
    }
    return threads;
  }
}
