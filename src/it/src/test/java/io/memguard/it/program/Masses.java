package io.memguard.it.program;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A service with very many of something, half of them from the start on, the other half leaked:
 * {@code Masses objects|threads|loaders|names COUNT SECONDS}. Then it goes on for ten seconds.
 */
public final class Masses {
  private static final int STEPS_A_SECOND = 20;
  private static final int NAME_LENGTH = 10_000;
  private static final long STACK_BYTES = 64L << 10;
  private static final Map<Integer, Small> OBJECTS = new HashMap<>();
  private static final List<Object> KEPT = new ArrayList<>();

  private record Small(int number) {}

  /** What each loader defines, under its own name or a longer one. */
  public static final class Template {
    private final byte[] payload = new byte[8 << 10];

    /** So that it is not unused. */
    public int size() {
      return payload.length;
    }
  }

  private static final class Loader extends ClassLoader {
    Loader() {
      super(Masses.class.getClassLoader());
    }

    Object make(byte[] code) throws ReflectiveOperationException {
      return defineClass(null, code, 0, code.length).getConstructor().newInstance();
    }
  }

  private Masses() {}

  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[1]);
    int steps = STEPS_A_SECOND * Integer.parseInt(args[2]);
    int done = 0;
    for (int step = 0; step < steps; step++) {
      for (int due = (int) (count / 2 + (long) count * (step + 1) / steps / 2);
          done < due;
          done++) {
        add(args[0], done);
      }
      work();
    }
    System.out.println("all are there: " + done);
    for (int step = 0; step < 10 * STEPS_A_SECOND; step++) {
      work();
    }
    System.out.println("ended");
  }

  private static void add(String what, int n) throws Exception {
    switch (what) {
      case "objects" -> OBJECTS.put(n, new Small(n));
      case "threads" -> start("order-worker-" + n);
      case "loaders" -> KEPT.add(new Loader().make(code()));
      case "names" -> KEPT.add(new Loader().make(named(code(), longName(n))));
      default -> throw new IllegalArgumentException(what);
    }
  }

  private static void start(String name) {
    Thread thread = new Thread(null, LockSupport::park, name, STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }

  private static byte[] code() throws IOException {
    try (InputStream in = Masses.class.getResourceAsStream("Masses$Template.class")) {
      return in.readAllBytes();
    }
  }

  private static String longName(int n) {
    char[] name = new char[NAME_LENGTH];
    Arrays.fill(name, 'x');
    return "shop/" + new String(name) + n;
  }

  /**
   * The same class with another name in its constant pool: a tag, two bytes of length, the name.
   */
  private static byte[] named(byte[] code, String name) {
    byte[] old = constant(Template.class.getName().replace('.', '/'));
    for (int at = 0; at + old.length <= code.length; at++) {
      if (Arrays.equals(code, at, at + old.length, old, 0, old.length)) {
        byte[] other = constant(name);
        ByteBuffer changed = ByteBuffer.allocate(code.length - old.length + other.length);
        changed.put(code, 0, at).put(other);
        changed.put(code, at + old.length, code.length - at - old.length);
        return changed.array();
      }
    }
    throw new IllegalStateException("the class has no name");
  }

  private static byte[] constant(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(3 + bytes.length)
        .put((byte) 1)
        .putShort((short) bytes.length)
        .put(bytes)
        .array();
  }

  private static void work() throws InterruptedException {
    long sum = 0;
    for (int i = 0; i < 20; i++) {
      sum += new byte[16 << 10].length;
    }
    if (sum == 0) {
      throw new IllegalStateException("nothing was done");
    }
    Thread.sleep(1_000 / STEPS_A_SECOND);
  }
}
