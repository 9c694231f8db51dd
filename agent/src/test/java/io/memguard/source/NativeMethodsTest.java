package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

class NativeMethodsTest {

  @Test
  void aClassCallsNativeCodeAlsoThroughItsParent() {
    class Child extends Inflater {}
    assertThat(among(Inflater.class, Child.class, ArrayList.class))
        .containsExactlyInAnyOrder(Inflater.class.getName(), Child.class.getName());
  }

  @Test
  void aLoaderThatWasStoppedIsNobodysTrouble() throws Exception {
    Class<?> orphan = new StoppedLoader().loadClass(Orphan.class.getName());
    assertThat(among(orphan, Inflater.class)).containsExactly(Inflater.class.getName());
  }

  private static Set<String> among(Class<?>... loaded) {
    return new NativeMethods(() -> loaded)
        .among(Stream.of(loaded).map(Class::getName).collect(Collectors.toSet()));
  }

  /** Its method names a type that only its loader could find. */
  static class Orphan {
    void take(Parameter parameter) {
      throw new UnsupportedOperationException(String.valueOf(parameter));
    }
  }

  static class Parameter {}

  /** As the loader of a web application that was undeployed. */
  private static final class StoppedLoader extends ClassLoader {
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.equals(Parameter.class.getName())) {
        throw new IllegalStateException("this application was stopped");
      }
      return name.equals(Orphan.class.getName()) ? defined(name) : super.loadClass(name, resolve);
    }

    private Class<?> defined(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream code = NativeMethodsTest.class.getClassLoader().getResourceAsStream(file)) {
        byte[] bytes = code.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
