package io.memguard.dump;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;

/** Holds what the test knows of, and dumps its own heap into the file that it is given. */
final class DumpedProgram {
  static final int ORDERS = 5000;
  static final int ORDER_BYTES = 1000;
  static final int TASKS = 4000;
  static final int LOCAL_BYTES = 3 << 20;
  static final int BUFFERS = 3;
  static final int LOADERS = 4;

  private static final Map<Integer, Order> orders = new LinkedHashMap<>();
  private static final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private static final List<ByteBuffer> buffers = new ArrayList<>();
  private static final List<ClassLoader> plugins = new ArrayList<>();

  private DumpedProgram() {}

  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < ORDERS; i++) {
      orders.put(i, new Order(new byte[ORDER_BYTES]));
    }
    for (int i = 0; i < TASKS; i++) {
      tasks.add(new Task(new long[100]));
    }
    for (int i = 0; i < BUFFERS; i++) {
      buffers.add(ByteBuffer.allocateDirect(1 << 20));
      buffers.add(buffers.get(0).slice());
    }
    for (int i = 0; i < LOADERS; i++) {
      plugins.add(new PluginLoader());
      Class.forName(Plugin.class.getName(), true, plugins.get(i));
    }
    byte[] local = new byte[LOCAL_BYTES];
    WeakReference<byte[]> weak = new WeakReference<>(local);
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(arguments[0], true);
    // The variables live until here.
    System.out.println(local.length + (weak.get() == local ? 0 : 1));
  }

  static final class Order {
    final byte[] payload;

    Order(byte[] payload) {
      this.payload = payload;
    }
  }

  static final class Task {
    final long[] work;

    Task(long[] work) {
      this.work = work;
    }
  }

  /** Loaded once by each loader. */
  static final class Plugin {}

  private static final class PluginLoader extends ClassLoader {
    PluginLoader() {
      super(DumpedProgram.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      return name.equals(Plugin.class.getName()) ? define(name) : super.loadClass(name, resolve);
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = "/" + name.replace('.', '/') + ".class";
      try (var stream = DumpedProgram.class.getResourceAsStream(file)) {
        byte[] bytes = stream.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
