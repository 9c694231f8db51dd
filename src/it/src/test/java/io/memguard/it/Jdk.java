package io.memguard.it;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** An installed JDK or runtime image, known by its home. */
record Jdk(Path home) {

  private static final int OLDEST = 17;
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  static Jdk running() {
    return new Jdk(Path.of(System.getProperty("java.home")));
  }

  /**
   * Every JDK to test with: those of the property {@code memguard.jdks} (homes with {@code :} in
   * between), or else the running one and one of every other version that is installed or that
   * {@code lab/get-jdk} has unpacked.
   */
  static List<Jdk> all() {
    String homes = System.getProperty("memguard.jdks");
    if (homes != null) {
      return Stream.of(homes.split(File.pathSeparator)).map(h -> new Jdk(Path.of(h))).toList();
    }
    Map<Integer, Jdk> byVersion = new TreeMap<>();
    Stream.concat(homesIn(INSTALLED), unpacked())
        .map(Jdk::new)
        .filter(jdk -> jdk.feature() >= OLDEST)
        .forEach(jdk -> byVersion.putIfAbsent(jdk.feature(), jdk));
    byVersion.put(running().feature(), running());
    return List.copyOf(byVersion.values());
  }

  String tool(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  /** The feature version: 17 for 17.0.15. */
  int feature() {
    Properties release = new Properties();
    try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
      release.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = release.getProperty("JAVA_VERSION").replace("\"", "");
    return Runtime.Version.parse(version).feature();
  }

  /** The form used in test names. */
  @Override
  public String toString() {
    return "JDK " + feature();
  }

  private static Stream<Path> unpacked() {
    String lab = System.getenv("MEMGUARD_LAB");
    Path folder =
        lab != null
            ? Path.of(lab)
            : Path.of(System.getProperty("user.home"), ".cache", "memguard-lab");
    return entries(folder.resolve("jdk"))
        .flatMap(suite -> homesIn(suite.resolve(INSTALLED.getRoot().relativize(INSTALLED))));
  }

  private static Stream<Path> homesIn(Path folder) {
    return entries(folder)
        .filter(
            home -> !Files.isSymbolicLink(home) && Files.isExecutable(home.resolve("bin/jcmd")));
  }

  private static Stream<Path> entries(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Stream.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
