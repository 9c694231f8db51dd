package io.memguard.instrument;

import io.memguard.bootstrap.AllocationHooks;
import io.memguard.bootstrap.BufferHooks;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongBinaryOperator;
import java.util.function.LongConsumer;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.SimpleRemapper;

/**
 * A copy of one of our hooks that lives in {@code java.base}, defined through a lookup on its
 * package. Appending to the bootstrap class path instead would print a warning to the host's
 * standard output and cost it its class-data sharing.
 */
final class HookClass {

  /** Copy of {@link AllocationHooks} beside {@code Unsafe}: no application can see that package. */
  static final String NAME = "jdk.internal.misc.MemGuardHooks";

  /** Copy of {@link BufferHooks} in a package that libraries may call into. */
  static final String BUFFERS = "java.nio.MemGuardBuffers";

  private static final String SOURCE = AllocationHooks.class.getName().replace('.', '/');

  private final Class<?> type;

  private HookClass(Class<?> type) {
    this.type = type;
  }

  /** The hooks for the JDK's own allocator. */
  static HookClass in(Class<?> unsafe, Instrumentation instrumentation)
      throws IllegalAccessException, IOException {
    return of(AllocationHooks.class, NAME, unsafe, instrumentation);
  }

  /** The hooks for pools of buffers. */
  static HookClass forBuffers(Instrumentation instrumentation)
      throws IllegalAccessException, IOException {
    return of(BufferHooks.class, BUFFERS, ByteBuffer.class, instrumentation);
  }

  /**
   * Defines the class, or finds it when tracking was armed before in this JVM. From then on this
   * module may use the package of {@code neighbour}, and no other module may that could not before.
   */
  private static HookClass of(
      Class<?> source, String name, Class<?> neighbour, Instrumentation instrumentation)
      throws IllegalAccessException, IOException {
    instrumentation.redefineModule(
        neighbour.getModule(),
        Set.of(),
        Map.of(),
        Map.of(neighbour.getPackageName(), Set.of(HookClass.class.getModule())),
        Set.of(),
        Map.of());
    try {
      return new HookClass(Class.forName(name, true, null));
    } catch (ClassNotFoundException first) {
      return new HookClass(
          MethodHandles.privateLookupIn(neighbour, MethodHandles.lookup())
              .defineClass(renamed(source.getName().replace('.', '/'), name)));
    }
  }

  /** Whether a frame of this class is the border between the host's stack and ours. */
  static boolean isHook(String className) {
    return className.equals(NAME) || className.equals(BUFFERS);
  }

  /** Whether code of that loader would reach this class by its name. */
  boolean isSeenBy(ClassLoader loader) {
    try {
      return Class.forName(type.getName(), false, loader) == type;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  void connect(LongBinaryOperator allocations, LongConsumer frees)
      throws ReflectiveOperationException {
    set("allocations", allocations);
    set("frees", frees);
  }

  void connectRefusals(Consumer<String> refusals) throws ReflectiveOperationException {
    set("refusals", refusals);
  }

  private void set(String name, Object listener) throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    field.set(null, listener);
  }

  /** Sends calls for {@link AllocationHooks} to the copy in {@code java.base}. */
  static ClassVisitor renaming(ClassVisitor next) {
    return renaming(SOURCE, NAME, next);
  }

  private static ClassVisitor renaming(String source, String name, ClassVisitor next) {
    return new ClassRemapper(
        next, new SimpleRemapper(Opcodes.ASM9, source, name.replace('.', '/')));
  }

  private static byte[] renamed(String source, String name) throws IOException {
    try (InputStream in = HookClass.class.getClassLoader().getResourceAsStream(source + ".class")) {
      if (in == null) {
        throw new FileNotFoundException(source + ".class");
      }
      ClassWriter writer = new ClassWriter(0);
      new ClassReader(in).accept(renaming(source, name, writer), 0);
      return writer.toByteArray();
    }
  }
}
