package io.memguard.instrument;

import io.memguard.bootstrap.AllocationHooks;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Adds a call of {@link AllocationHooks#refused} to {@code OutOfMemoryError(String)}. The JVM makes
 * its own errors without the constructor; those that come through it are made by Java code, which
 * is how direct memory is refused ({@code java.nio.Bits.reserveMemory}, Netty's {@code
 * PlatformDependent}).
 *
 * <p>Without Byte Buddy: a refusal follows half a second after the collection that announces it,
 * and loading Byte Buddy takes as long.
 */
final class RefusalTransformer implements ClassFileTransformer {
  private static final String HOOK = HookClass.NAME.replace('.', '/');
  private static final String TAKES_A_MESSAGE = "(Ljava/lang/String;)V";

  @Override
  public byte[] transform(
      ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] classFile) {
    if (type != OutOfMemoryError.class) {
      return null;
    }
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String method, String type, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, method, type, signature, exceptions);
            return method.equals("<init>") && type.equals(TAKES_A_MESSAGE)
                ? new TellingBeforeReturn(next)
                : next;
          }
        },
        0);
    return writer.toByteArray();
  }

  private static final class TellingBeforeReturn extends MethodVisitor {
    TellingBeforeReturn(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == Opcodes.RETURN) {
        visitVarInsn(Opcodes.ALOAD, 1);
        visitMethodInsn(Opcodes.INVOKESTATIC, HOOK, "refused", TAKES_A_MESSAGE, false);
      }
      super.visitInsn(opcode);
    }
  }
}
