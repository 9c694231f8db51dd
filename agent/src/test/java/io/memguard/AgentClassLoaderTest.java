package io.memguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentClassLoaderTest {
  private static final String NAME = "io.memguard.Options";

  @TempDir Path folder;
  private AgentClassLoader loader;

  @BeforeEach
  void packed() throws IOException {
    Path jar = folder.resolve("agent.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        InputStream bytes = Options.class.getResourceAsStream("Options.class")) {
      out.putNextEntry(new JarEntry("memguard/io/memguard/Options.classdata"));
      bytes.transferTo(out);
      out.putNextEntry(new JarEntry("memguard/io/memguard/Broken.classdata"));
    }
    loader = new AgentClassLoader(jar.toFile(), ClassLoader.getPlatformClassLoader());
  }

  /** As where the transformer of another agent loads the class that it is asked about. */
  @Test
  void aClassThatWasLoadedMeanwhileIsThatClass() throws ClassNotFoundException {
    Class<?> within = loader.findClass(NAME);
    assertThat(loader.findClass(NAME)).isSameAs(within).isNotSameAs(Options.class);
  }

  @Test
  void whatIsNoClassStaysAnError() {
    assertThatThrownBy(() -> loader.findClass("io.memguard.Broken"))
        .isInstanceOf(ClassFormatError.class);
  }
}
