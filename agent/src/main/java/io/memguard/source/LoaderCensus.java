package io.memguard.source;

import io.memguard.snapshot.LoaderFamily;
import io.memguard.snapshot.Reading;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The class loaders by type, counted over all loaded classes; no safepoint. The names of classes
 * are read only where the application's classes became more, since a class keeps its name once it
 * was asked for. Not thread-safe: it remembers the first look.
 */
public final class LoaderCensus implements Source<List<LoaderFamily>> {
  private static final String BOOT = "bootstrap";
  private static final String OWN_LOADER = "io.memguard.AgentClassLoader";

  /** From so many classes on names are read of a part of them. */
  private static final int NAMES_READ = 1_000;

  /** A family that gained so many classes since the first look gets its names read. */
  private static final int WORTH_NAMES = 64;

  private static final int MOST_FAMILIES = 64;

  private final Instrumentation instrumentation;

  private final ClassLoader own;

  private Map<String, Integer> first = Map.of();

  public LoaderCensus(Instrumentation instrumentation) {
    this(instrumentation, LoaderCensus.class.getClassLoader());
  }

  /** {@code own}: the agent's loader, whose classes are no suspects. */
  LoaderCensus(Instrumentation instrumentation, ClassLoader own) {
    this.instrumentation = instrumentation;
    this.own = own;
  }

  private static final class Tally {
    private final List<Class<?>> classes = new ArrayList<>();
    private int loaders;
    private boolean jdk;
  }

  @Override
  public String name() {
    return "class-loaders";
  }

  @Override
  public Reading<List<LoaderFamily>> read() {
    Class<?>[] all = LoadedClasses.of(instrumentation);
    if (all.length == 0) {
      return Reading.unavailable("the JVM does not list its classes any more: it ends");
    }
    Map<String, Tally> families = new HashMap<>();
    IdentityHashMap<ClassLoader, Tally> known = new IdentityHashMap<>();
    Tally ours = new Tally();
    for (Class<?> loaded : all) {
      ClassLoader loader = loaded.getClassLoader();
      if (!loaded.isArray()) {
        Tally tally = known.get(loader);
        if (tally == null) {
          tally =
              isOurs(loader) ? ours : families.computeIfAbsent(type(loader), absent -> new Tally());
          tally.loaders++;
          tally.jdk = ofTheJdk(loader);
          known.put(loader, tally);
        }
        tally.classes.add(loaded);
      }
    }
    if (first.isEmpty()) {
      Map<String, Integer> counts = new HashMap<>();
      families.forEach((type, tally) -> counts.put(type, tally.classes.size()));
      first = counts;
    }
    return Reading.known(
        families.entrySet().stream()
            .map(entry -> family(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparingInt(LoaderFamily::classes).reversed())
            .limit(MOST_FAMILIES)
            .toList());
  }

  /** Byte Buddy makes loaders below ours. */
  private boolean isOurs(ClassLoader loader) {
    ClassLoader above = loader;
    while (above != null && above != own) {
      above = above.getParent();
    }
    return own != null && above == own;
  }

  /** What was seen is forgotten; the next look is a first one. */
  public void forget() {
    first = Map.of();
  }

  private LoaderFamily family(String type, Tally tally) {
    int gained = tally.classes.size() - first.getOrDefault(type, 0);
    if (tally.jdk || gained < WORTH_NAMES) {
      return new LoaderFamily(type, tally.jdk, tally.loaders, tally.classes.size(), "", 0);
    }
    int step = Math.max(1, tally.classes.size() / NAMES_READ);
    Map<String, Integer> patterns = new HashMap<>();
    for (int i = 0; i < tally.classes.size(); i += step) {
      patterns.merge(NamePattern.ofClass(tally.classes.get(i).getName()), step, Integer::sum);
    }
    Map.Entry<String, Integer> commonest =
        patterns.entrySet().stream()
            .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
            .orElseThrow();
    return new LoaderFamily(
        type,
        tally.jdk,
        tally.loaders,
        tally.classes.size(),
        commonest.getKey(),
        commonest.getValue());
  }

  static String type(ClassLoader loader) {
    return loader == null ? BOOT : NamePattern.cut(loader.getClass().getName());
  }

  /**
   * The loaders in which the JDK makes classes of its own: lambda forms, and up to JDK 17 one
   * loader for each method that is often called by reflection. MemGuard's own is not the
   * application's trouble either.
   */
  private static boolean ofTheJdk(ClassLoader loader) {
    return loader == null
        || loader == ClassLoader.getPlatformClassLoader()
        || loader.getClass().getName().equals("jdk.internal.reflect.DelegatingClassLoader")
        || loader.getClass().getName().equals(OWN_LOADER);
  }
}
