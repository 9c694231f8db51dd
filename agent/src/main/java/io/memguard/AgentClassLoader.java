package io.memguard;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.security.ProtectionDomain;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * Loads MemGuard and its libraries from the {@code memguard/} folder of the agent's jar, apart from
 * the application: under the platform loader as parent neither sees the other's classes.
 */
final class AgentClassLoader extends ClassLoader {
  private static final String FOLDER = "memguard/";
  private static final String CLASS = ".class";

  static {
    registerAsParallelCapable();
  }

  private final JarFile jar;

  /** What a policy grants to the jar is granted to all classes in it. */
  private final ProtectionDomain domain = AgentClassLoader.class.getProtectionDomain();

  AgentClassLoader(File jar, ClassLoader parent) throws IOException {
    super("memguard", parent);
    this.jar = new JarFile(jar, false);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    ZipEntry entry = entry(name.replace('.', '/') + CLASS);
    if (entry == null) {
      throw new ClassNotFoundException(name);
    }
    try (InputStream stream = jar.getInputStream(entry)) {
      return define(name, stream.readAllBytes());
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  /**
   * Another agent's transformer is asked within {@code defineClass}, and may load types to know
   * what it sees, this one among them: then it is there already.
   */
  private Class<?> define(String name, byte[] bytes) {
    try {
      return defineClass(name, bytes, 0, bytes.length, domain);
    } catch (LinkageError e) {
      Class<?> meanwhile = findLoadedClass(name);
      if (meanwhile == null) {
        throw e;
      }
      return meanwhile;
    }
  }

  /** Class files are found under their usual names too: Byte Buddy reads advice that way. */
  @Override
  public InputStream getResourceAsStream(String name) {
    ZipEntry entry = entry(name);
    if (entry == null) {
      return super.getResourceAsStream(name);
    }
    try {
      return jar.getInputStream(entry);
    } catch (IOException e) {
      return null;
    }
  }

  private ZipEntry entry(String resource) {
    return jar.getEntry(
        FOLDER
            + (resource.endsWith(CLASS)
                ? resource.substring(0, resource.length() - CLASS.length()) + ".classdata"
                : resource));
  }
}
