package io.memguard.instrument;

import io.memguard.bootstrap.AllocationHooks;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.Set;
import java.util.function.LongBinaryOperator;
import java.util.function.LongConsumer;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.SimpleRemapper;

/**
 * The copy of {@link AllocationHooks} that lives in {@code java.base}, defined through a lookup on
 * its package. Appending to the bootstrap class path instead would print a warning to the host's
 * standard output and cost it its class-data sharing.
 */
final class HookClass {

  /** Beside {@code Unsafe}: a package that no application can see. */
  static final String NAME = "jdk.internal.misc.MemGuardHooks";

  private static final String SOURCE = AllocationHooks.class.getName().replace('.', '/');

  private final Class<?> type;

  private HookClass(Class<?> type) {
    this.type = type;
  }

  /**
   * Defines the class, or finds it when tracking was armed before in this JVM. From then on this
   * module may use {@code jdk.internal.misc}, and no other module may.
   */
  static HookClass in(Class<?> unsafe, Instrumentation instrumentation)
      throws IllegalAccessException, IOException {
    instrumentation.redefineModule(
        unsafe.getModule(),
        Set.of(),
        Map.of(),
        Map.of(unsafe.getPackageName(), Set.of(HookClass.class.getModule())),
        Set.of(),
        Map.of());
    try {
      return new HookClass(Class.forName(NAME, true, null));
    } catch (ClassNotFoundException first) {
      return new HookClass(
          MethodHandles.privateLookupIn(unsafe, MethodHandles.lookup()).defineClass(renamed()));
    }
  }

  void connect(LongBinaryOperator allocations, LongConsumer frees)
      throws ReflectiveOperationException {
    type.getField("allocations").set(null, allocations);
    type.getField("frees").set(null, frees);
  }

  /** Sends calls for {@link AllocationHooks} to the copy in {@code java.base}. */
  static ClassVisitor renaming(ClassVisitor next) {
    return new ClassRemapper(
        next, new SimpleRemapper(Opcodes.ASM9, SOURCE, NAME.replace('.', '/')));
  }

  private static byte[] renamed() throws IOException {
    try (InputStream in = HookClass.class.getClassLoader().getResourceAsStream(SOURCE + ".class")) {
      if (in == null) {
        throw new FileNotFoundException(SOURCE + ".class");
      }
      ClassWriter writer = new ClassWriter(0);
      new ClassReader(in).accept(renaming(writer), 0);
      return writer.toByteArray();
    }
  }
}
