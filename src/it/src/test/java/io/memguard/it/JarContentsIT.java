package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What the packaged agent shows to the application, and what it must not show. */
class JarContentsIT {

  private static final long LARGEST = 6L << 20;

  @Test
  void theApplicationSeesTwoClasses() throws IOException {
    assertThat(files())
        .filteredOn(name -> name.endsWith(".class"))
        .containsExactlyInAnyOrder("io/memguard/Agent.class", "io/memguard/AgentClassLoader.class");
  }

  @Test
  void everythingElseIsInAFolderOfItsOwn() throws IOException {
    assertThat(files())
        .filteredOn(name -> !name.startsWith("memguard/") && !name.endsWith(".class"))
        .isSubsetOf("META-INF/MANIFEST.MF", "META-INF/LICENSE", "META-INF/NOTICE");
  }

  @Test
  void theFolderHoldsTheAgentAndItsLibraries() throws IOException {
    assertThat(files())
        .contains(
            "memguard/io/memguard/MemGuard.classdata",
            "memguard/io/memguard/bootstrap/AllocationHooks.classdata",
            "memguard/com/google/gson/stream/JsonReader.classdata",
            "memguard/com/google/gson/stream/JsonWriter.classdata",
            "memguard/picocli/CommandLine.classdata",
            "memguard/io/memguard/texts/explain_zh.properties",
            "memguard/io/memguard/expose/http/page.html",
            "memguard/io/memguard/expose/http/uPlot.iife.min.js",
            "memguard/io/memguard/expose/http/uPlot.LICENSE",
            "memguard/net/bytebuddy/ByteBuddy.classdata")
        .doesNotContain(
            "memguard/io/memguard/Agent.classdata", "memguard/com/google/gson/Gson.classdata")
        .noneMatch(name -> name.contains("META-INF/services") || name.contains("META-INF/versions"))
        .noneMatch(name -> name.contains("module-info"))
        .noneMatch(name -> name.endsWith("Test.classdata") || name.contains("junit"))
        .doesNotHaveDuplicates();
  }

  @Test
  void theManifestNamesTheDoor() throws IOException {
    Map<String, String> attributes = new LinkedHashMap<>();
    try (JarFile jar = new JarFile(Lab.AGENT.toFile())) {
      Manifest manifest = jar.getManifest();
      manifest
          .getMainAttributes()
          .forEach((name, value) -> attributes.put(name.toString(), value.toString()));
      assertThat(manifest.getEntries()).isEmpty();
    }
    assertThat(attributes)
        .containsEntry("Premain-Class", "io.memguard.Agent")
        .containsEntry("Agent-Class", "io.memguard.Agent")
        .containsEntry("Main-Class", "io.memguard.Agent")
        .containsEntry("Can-Retransform-Classes", "true")
        .containsEntry("Can-Redefine-Classes", "false")
        .containsEntry("Automatic-Module-Name", "io.memguard.agent")
        .containsEntry("Implementation-Title", "MemGuard")
        .containsKey("Implementation-Version")
        // An append to the bootstrap path at start would switch class data sharing off.
        .doesNotContainKeys(
            "Boot-Class-Path", "Class-Path", "Multi-Release", "Launcher-Agent-Class");
  }

  @Test
  void itIsSmall() throws IOException {
    assertThat(Files.size(Lab.AGENT)).isLessThanOrEqualTo(LARGEST);
  }

  private static List<String> files() throws IOException {
    try (JarFile jar = new JarFile(Lab.AGENT.toFile())) {
      return jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
    }
  }
}
