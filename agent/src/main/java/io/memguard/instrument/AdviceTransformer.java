package io.memguard.instrument;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.field.FieldList;
import net.bytebuddy.description.method.MethodList;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.pool.TypePool;

/** Inlines our advice into the JDK's allocator, and leaves every other class alone. */
final class AdviceTransformer implements ClassFileTransformer {

  private static final AsmVisitorWrapper ADVICE =
      new AsmVisitorWrapper.ForDeclaredMethods()
          .method(named("allocateMemory"), Advice.to(UnsafeAdvice.Allocate.class))
          .method(named("freeMemory"), Advice.to(UnsafeAdvice.Free.class))
          .method(named("reallocateMemory"), Advice.to(UnsafeAdvice.Reallocate.class));

  private final Class<?> unsafe;
  private volatile Throwable failure;

  AdviceTransformer(Class<?> unsafe) {
    this.unsafe = unsafe;
  }

  /** Why the last transformation was given up; null if it was not. */
  Throwable failure() {
    return failure;
  }

  @Override
  public byte[] transform(
      ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] classFile) {
    if (type != unsafe) {
      return null;
    }
    try {
      return instrumented(classFile);
    } catch (Throwable e) {
      // The JVM would swallow it as well, but without keeping the reason.
      failure = e;
      return null;
    }
  }

  private byte[] instrumented(byte[] classFile) {
    return new ByteBuddy()
        .with(TypeValidation.DISABLED)
        .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
        .with(Implementation.Context.Disabled.Factory.INSTANCE)
        .decorate(unsafe, ClassFileLocator.Simple.of(unsafe.getName(), classFile))
        // Visitors run last to first: the hook is renamed in what the advice has become.
        .visit(new HookRenaming())
        .visit(ADVICE)
        .make()
        .getBytes();
  }

  /** Lets the inlined advice call the hook by the name it has in {@code java.base}. */
  private static final class HookRenaming extends AsmVisitorWrapper.AbstractBase {
    @Override
    public ClassVisitor wrap(
        TypeDescription type,
        ClassVisitor visitor,
        Implementation.Context context,
        TypePool typePool,
        FieldList<FieldDescription.InDefinedShape> fields,
        MethodList<?> methods,
        int writerFlags,
        int readerFlags) {
      return HookClass.renaming(visitor);
    }
  }
}
