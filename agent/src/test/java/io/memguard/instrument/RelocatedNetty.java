package io.memguard.instrument;

import java.io.IOException;
import java.io.InputStream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;

/** Netty as other libraries bring it along: under package names that have a prefix. */
final class RelocatedNetty extends ClassLoader {

  static final String PREFIX = "shaded.";

  private static final String NETTY = "io/netty/";

  RelocatedNetty(ClassLoader parent) {
    super(parent);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (!name.startsWith(PREFIX)) {
      throw new ClassNotFoundException(name);
    }
    String path = name.substring(PREFIX.length()).replace('.', '/') + ".class";
    try (InputStream in = getResourceAsStream(path)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      ClassWriter writer = new ClassWriter(0);
      new ClassReader(in).accept(new ClassRemapper(writer, new Prefixing()), 0);
      byte[] classFile = writer.toByteArray();
      return defineClass(name, classFile, 0, classFile.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private static final class Prefixing extends Remapper {
    Prefixing() {
      super(Opcodes.ASM9);
    }

    @Override
    public String map(String internalName) {
      return internalName.startsWith(NETTY)
          ? PREFIX.replace('.', '/') + internalName
          : internalName;
    }
  }
}
