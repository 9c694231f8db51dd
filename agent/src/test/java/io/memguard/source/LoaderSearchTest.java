package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.memguard.snapshot.HeldLoaders;
import io.memguard.snapshot.HeldObject;
import io.memguard.snapshot.HeldObject.Hop;
import io.memguard.snapshot.LoaderFamily;
import io.memguard.snapshot.Reading;
import java.io.InputStream;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real loaders, held in the ways that applications hold them. */
class LoaderSearchTest {
  private static final ClassLoader NO_AGENT = new ClassLoader(null) {};
  private static final int PLUGINS = 60;

  /** Where a plugin is registered and forgotten. */
  static final class Registry {
    static final Map<String, Entry> PLUGINS = new HashMap<>();
    static final Queue<Object> RECENT = new ConcurrentLinkedQueue<>();
    static final List<WeakReference<Object>> KNOWN = new ArrayList<>();
    static final List<Supplier<String>> TASKS = new ArrayList<>();
  }

  private record Entry(Object plugin) {}

  private static final class PluginLoader extends ClassLoader {
    PluginLoader() {
      super(LoaderSearchTest.class.getClassLoader());
    }
  }

  private final List<Class<?>> loaded = new ArrayList<>(List.of(String.class, Registry.class));
  private final LoaderSearch search =
      new LoaderSearch(
          () -> loaded.toArray(Class<?>[]::new), () -> ObjectFields.open(null), NO_AGENT);

  @AfterEach
  void forget() {
    Registry.PLUGINS.clear();
    Registry.RECENT.clear();
    Registry.KNOWN.clear();
    Registry.TASKS.clear();
  }

  @Test
  void aStaticFieldIsMetThroughRecordsAndCollections() {
    for (int i = 0; i < PLUGINS; i++) {
      Registry.PLUGINS.put("plugin " + i, new Entry(plugin()));
    }
    HeldLoaders found = loaders();
    assertThat(found.loaders()).isEqualTo(PLUGINS);
    assertThat(found.reached()).isEqualTo(PLUGINS);
    assertThat(found.references()).hasSizeGreaterThanOrEqualTo(PLUGINS);
    HeldObject first = found.references().get(0);
    assertThat(first.type()).endsWith("$Proxy#");
    assertThat(first.root()).isEmpty();
    assertThat(first.chain().get(0)).isEqualTo(hop(Registry.class, "PLUGINS", true));
    assertThat(first.chain())
        .extracting(Hop::type, Hop::field)
        .contains(tuple(Entry.class.getName(), "plugin"));
  }

  @Test
  void allThatHoldOneAreMet() {
    for (int i = 0; i < PLUGINS; i++) {
      Object plugin = plugin();
      Registry.PLUGINS.put("plugin " + i, new Entry(plugin));
      Registry.RECENT.add(plugin);
    }
    assertThat(loaders().references())
        .hasSize(2 * PLUGINS)
        .extracting(held -> held.chain().get(0).field())
        .containsOnly("PLUGINS", "RECENT");
  }

  @Test
  void whatOnlyWeakReferencesLeadToIsNotHeld() {
    List<Object> alive = new ArrayList<>();
    for (int i = 0; i < PLUGINS; i++) {
      alive.add(plugin());
      Registry.KNOWN.add(new WeakReference<>(alive.get(i)));
    }
    HeldLoaders found = loaders();
    assertThat(found.loaders()).isEqualTo(PLUGINS);
    assertThat(found.reached()).isZero();
    assertThat(found.references()).isEmpty();
    assertThat(alive).hasSize(PLUGINS);
  }

  @Test
  void aThreadIsMetByItsContextClassLoader() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    Thread thread = new Thread(() -> await(end), "plugin-worker-7");
    thread.setContextClassLoader(plugin().getClass().getClassLoader());
    thread.start();
    try {
      HeldObject held = loaders().references().get(0);
      assertThat(held.root()).isEqualTo("thread plugin-worker-#");
      assertThat(held.chain())
          .containsExactly(
              new Hop(
                  held.chain().get(0).address(), "java.lang.Thread", "contextClassLoader", false));
    } finally {
      end.countDown();
      thread.join();
    }
  }

  /** Made again as a hidden class. */
  static final class Task implements Supplier<String> {
    @Override
    public String get() {
      return "task";
    }
  }

  @Test
  void hiddenClassesAreSearchedByTheirName() throws Exception {
    for (int i = 0; i < 3; i++) {
      Registry.TASKS.add(hidden());
    }
    Class<?> task = Registry.TASKS.get(0).getClass();
    loaded.add(task);
    HeldLoaders found = found(family(task), false);
    assertThat(found.loaders()).isEqualTo(1);
    assertThat(found.reached()).isEqualTo(1);
    assertThat(found.references().get(0).chain().get(0))
        .isEqualTo(hop(Registry.class, "TASKS", true));
  }

  @Test
  void whatHoldsALambdaDoesNotMatterToItsClass() {
    String name = "task";
    Registry.TASKS.add(() -> name);
    Class<?> task = Registry.TASKS.get(0).getClass();
    loaded.add(task);
    assertThat(task.isHidden()).isTrue();
    assertThat(found(family(task), false).loaders()).isZero();
  }

  /** What the search relies on: of two hidden classes that nobody holds the lambda's stays. */
  @Test
  void theJdkUnloadsAHiddenClassButNoLambda() throws Throwable {
    WeakReference<Class<?>> lambda = new WeakReference<>(lambda().getClass());
    WeakReference<Class<?>> hidden = new WeakReference<>(hidden().getClass());
    for (int i = 0; i < 20 && hidden.get() != null; i++) {
      System.gc();
    }
    assertThat(hidden.get()).isNull();
    assertThat(lambda.get()).isNotNull();
  }

  private static Object lambda() throws Throwable {
    MethodHandles.Lookup here = MethodHandles.lookup();
    MethodType type = MethodType.methodType(String.class);
    MethodHandle task = here.findStatic(LoaderSearchTest.class, "task", type);
    return LambdaMetafactory.metafactory(
            here,
            "get",
            MethodType.methodType(Supplier.class),
            MethodType.methodType(Object.class),
            task,
            type)
        .getTarget()
        .invoke();
  }

  static String task() {
    return "task";
  }

  @SuppressWarnings("unchecked")
  private static Supplier<String> hidden() throws Exception {
    String file = Task.class.getName().replace('.', '/') + ".class";
    try (InputStream code = Task.class.getClassLoader().getResourceAsStream(file)) {
      Class<?> made =
          MethodHandles.lookup().defineHiddenClass(code.readAllBytes(), true).lookupClass();
      return (Supplier<String>) made.getDeclaredConstructor().newInstance();
    }
  }

  private static LoaderFamily family(Class<?> one) {
    String loader = one.getClassLoader().getClass().getName();
    return new LoaderFamily(loader, false, 1, 1, NamePattern.ofClass(one.getName()), 1);
  }

  @Test
  void aLongListIsToldByItsEnds() {
    Registry.PLUGINS.put("chain", new Entry(deep(3_000, plugin())));
    HeldObject held = loaders().references().get(0);
    assertThat(held.chain()).hasSizeLessThanOrEqualTo(66);
    assertThat(held.chain().get(0)).isEqualTo(hop(Registry.class, "PLUGINS", true));
    assertThat(held.chain().get(held.chain().size() - 1).field()).isEqualTo("plugin");
  }

  private static Object deep(int depth, Object end) {
    Object entry = end;
    for (int i = 0; i < depth; i++) {
      entry = new Entry(entry);
    }
    return entry;
  }

  private HeldLoaders loaders() {
    return found(new LoaderFamily(PluginLoader.class.getName(), false, 0, 0, "", 0), true);
  }

  private HeldLoaders found(LoaderFamily family, boolean ofLoaders) {
    Reading<HeldLoaders> reading = search.search(family, ofLoaders);
    return reading.value().orElseThrow(() -> new AssertionError(reading.reason()));
  }

  /** A proxy, the only class of a loader of its own. */
  private Object plugin() {
    ClassLoader loader = new PluginLoader();
    Object plugin =
        Proxy.newProxyInstance(
            loader, new Class<?>[] {Runnable.class}, (proxy, method, arguments) -> null);
    loaded.add(plugin.getClass());
    return plugin;
  }

  private static Hop hop(Class<?> type, String field, boolean isStatic) {
    return new Hop(0, type.getName(), field, isStatic);
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
