package io.memguard.instrument;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

/** Inlines our advice into two classes of the JDK, and leaves every other class alone. */
final class AdviceTransformer implements ClassFileTransformer {

  private final Map<Class<?>, AsmVisitorWrapper> advice;
  private final Map<Class<?>, Throwable> failures = new ConcurrentHashMap<>();

  AdviceTransformer(Class<?> unsafe) {
    advice =
        Map.of(
            unsafe,
            new AsmVisitorWrapper.ForDeclaredMethods()
                .method(named("allocateMemory"), Advice.to(UnsafeAdvice.Allocate.class))
                .method(named("freeMemory"), Advice.to(UnsafeAdvice.Free.class))
                .method(named("reallocateMemory"), Advice.to(UnsafeAdvice.Reallocate.class)),
            OutOfMemoryError.class,
            new AsmVisitorWrapper.ForDeclaredMethods()
                .constructor(takesArguments(String.class), Advice.to(RefusalAdvice.class)));
  }

  /** Why the last transformation of that class was given up; null if it was not. */
  Throwable failure(Class<?> type) {
    return failures.get(type);
  }

  @Override
  public byte[] transform(
      ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] classFile) {
    if (type == null || !advice.containsKey(type)) {
      return null;
    }
    try {
      return instrumented(type, classFile);
    } catch (Throwable e) {
      // The JVM would swallow it as well, but without keeping the reason.
      failures.put(type, e);
      return null;
    }
  }

  private byte[] instrumented(Class<?> target, byte[] classFile) {
    return new ByteBuddy()
        .with(TypeValidation.DISABLED)
        .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
        .with(Implementation.Context.Disabled.Factory.INSTANCE)
        .decorate(target, ClassFileLocator.Simple.of(target.getName(), classFile))
        // Visitors run last to first: the hook is renamed in what the advice has become.
        .visit(new HookRenaming())
        .visit(advice.get(target))
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
