package io.memguard.instrument;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Adds calls of the hooks to one class of Netty.
 *
 * <p>Straight-line code without locals of its own, so frames stay as they are and no class of the
 * application is resolved. A piece is struck off before it goes back, never after: once back, it
 * can be another thread's at any moment.
 */
final class PooledBufferWeaver extends ClassVisitor {

  private static final String HOOKS = HookClass.BUFFERS.replace('.', '/');

  private final PooledBuffer buffer;
  private final Map<String, String> fields = new HashMap<>();
  private String owner = "";
  private boolean lends;
  private boolean returns;

  private PooledBufferWeaver(PooledBuffer buffer, ClassVisitor next) {
    super(Opcodes.ASM9, next);
    this.buffer = buffer;
  }

  /** The class with hooks; throws if it is not laid out as expected. */
  static byte[] weave(PooledBuffer buffer, byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    PooledBufferWeaver weaver = new PooledBufferWeaver(buffer, writer);
    reader.accept(weaver, 0);
    if (!weaver.lends || !weaver.returns) {
      throw new IllegalStateException(
          weaver.owner + " does not lend and return buffers as known versions of Netty do");
    }
    return writer.toByteArray();
  }

  @Override
  public void visit(
      int version, int access, String name, String signature, String parent, String[] interfaces) {
    owner = name;
    super.visit(version, access, name, signature, parent, interfaces);
  }

  @Override
  public FieldVisitor visitField(
      int access, String name, String descriptor, String signature, Object value) {
    fields.put(name, descriptor);
    return super.visitField(access, name, descriptor, signature, value);
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String signature, String[] exceptions) {
    MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
    boolean instance = (access & (Opcodes.ACC_STATIC | Opcodes.ACC_ABSTRACT)) == 0;
    if (instance && descriptor.endsWith(")V") && buffer.lendings().contains(name)) {
      lends = true;
      return new Lending(next);
    }
    if (instance && descriptor.equals("()V") && name.equals(PooledBuffer.RETURNING)) {
      returns = true;
      return new Returning(next);
    }
    return next;
  }

  private void load(MethodVisitor code, List<String> names) {
    String name =
        names.stream()
            .filter(fields::containsKey)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(owner + " has no field of " + names));
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitFieldInsn(Opcodes.GETFIELD, owner, name, fields.get(name));
  }

  /** Tells at its beginning that the piece goes back. */
  private class Returning extends MethodVisitor {
    Returning(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitCode() {
      super.visitCode();
      load(mv, buffer.chunk());
      load(mv, buffer.offset());
      mv.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, "returning", "(Ljava/lang/Object;I)V", false);
    }
  }

  /** Tells at its beginning of the earlier piece, if any, and at its end of the new one. */
  private final class Lending extends Returning {
    Lending(MethodVisitor next) {
      super(next);
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == Opcodes.RETURN) {
        load(mv, buffer.chunk());
        load(mv, buffer.offset());
        load(mv, buffer.bytes());
        mv.visitVarInsn(Opcodes.ALOAD, 0);
        mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, "isDirect", "()Z", false);
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, "lent", "(Ljava/lang/Object;IIZ)V", false);
      }
      super.visitInsn(opcode);
    }
  }
}
