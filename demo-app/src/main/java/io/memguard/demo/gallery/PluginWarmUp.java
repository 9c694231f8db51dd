package io.memguard.demo.gallery;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;

/**
 * For a third of the run plugins are installed, each with a loader, a generated class and a proxy
 * of its own, all kept; then there are no more. MemGuard may watch metaspace rise; it must not
 * warn, for it stays where it is.
 */
final class PluginWarmUp implements Case {

  private static final int PLUGINS = 400;
  private static final int METHODS = 30;

  private final List<LongFunction<?>> plugins = new ArrayList<>();
  private Ramp ramp;

  @Override
  public About about() {
    return About.healthy("plugin-warm-up", "hundreds of generated classes and loaders, then none");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(PLUGINS, 1 / 3.0);
  }

  @Override
  public synchronized void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, 1) && plugins.size() < PLUGINS; i++) {
      plugins.add(install(plugins.size()));
    }
    int asked = (int) (n % Math.max(1, plugins.size()));
    if (asked < plugins.size() && !plugins.get(asked).apply(n).equals("plugin " + asked)) {
      throw new IllegalStateException("another plugin answers for plugin " + asked);
    }
  }

  private static LongFunction<?> install(int number) {
    DynamicType.Builder<?> type =
        new ByteBuddy()
            .subclass(Plugin.class)
            .name("io.memguard.demo.plugin.Plugin" + number)
            .defineMethod("name", String.class, Visibility.PUBLIC)
            .intercept(FixedValue.value("plugin " + number));
    for (int i = 0; i < METHODS; i++) {
      type =
          type.defineMethod("option" + i, String.class, Visibility.PUBLIC)
              .intercept(FixedValue.value("option %d of plugin %d".formatted(i, number)));
    }
    try {
      Class<?> loaded = type.make().load(Plugin.class.getClassLoader()).getLoaded();
      Object plugin = loaded.getDeclaredConstructor().newInstance();
      InvocationHandler answer = (proxy, method, args) -> loaded.getMethod("name").invoke(plugin);
      return (LongFunction<?>)
          Proxy.newProxyInstance(
              loaded.getClassLoader(), new Class<?>[] {LongFunction.class}, answer);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("plugin %d was not installed".formatted(number), e);
    }
  }

  /** What every plugin extends. */
  public abstract static class Plugin {}
}
