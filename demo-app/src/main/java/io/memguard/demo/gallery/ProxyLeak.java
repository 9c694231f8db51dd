package io.memguard.demo.gallery;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Plugins are reloaded again and again: a new loader, the plugin's interface in it, a proxy that
 * implements it; a registry keeps the old ones. MemGuard must say that metaspace leaks and name the
 * plugin loader or the proxies.
 */
final class ProxyLeak implements Case {

  /** Metaspace of one loader with its interface and its proxy, as measured on JDK 17 and 25. */
  private static final int PLUGIN_BYTES = 10 << 10;

  private static final long METASPACE = 128L << 20;
  private static final long OF_THE_SERVICE = 24L << 20;

  private final Queue<Object> registry = new ConcurrentLinkedQueue<>();
  private Ramp ramp;

  @Override
  public About about() {
    return About.sick(
            "proxy-leak",
            "proxies in new class loaders, kept like plugins that were reloaded",
            "metaspace-leak",
            "\\bPluginLoader\\b|\\$Proxy")
        .with("-Xmx192m", "-XX:MaxMetaspaceSize=128m");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(METASPACE - OF_THE_SERVICE, 0.95);
  }

  @Override
  public void onRequest(long n) throws IOException {
    for (int i = 0; i < ramp.due(n, PLUGIN_BYTES); i++) {
      Class<?> type = new PluginLoader().define();
      String name = "plugin-" + n;
      Object plugin =
          Proxy.newProxyInstance(
              type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> name);
      if (!plugin.toString().equals(name)) {
        throw new IllegalStateException(name + " is not itself");
      }
      registry.add(plugin);
    }
  }

  /** What a plugin offers. */
  interface Plugin {
    String quote(long order);

    String invoice(long order);
  }

  static final class PluginLoader extends ClassLoader {

    PluginLoader() {
      super(ProxyLeak.class.getClassLoader());
    }

    /** A copy of the interface, as if the plugin brought its own. */
    Class<?> define() throws IOException {
      String file = Plugin.class.getName().replace('.', '/') + ".class";
      try (InputStream in = getResourceAsStream(file)) {
        byte[] code = in.readAllBytes();
        return defineClass(Plugin.class.getName(), code, 0, code.length);
      }
    }
  }
}
