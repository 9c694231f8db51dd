package io.memguard.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One test's folder under {@code target/it}, empty at its start and kept after it, and the children
 * that the test started, none of which outlives it.
 */
final class Workbench implements BeforeEachCallback, AfterEachCallback, AutoCloseable {

  private final List<AgentJvm> children = new ArrayList<>();
  private Path folder;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    String method = context.getRequiredTestMethod().getName();
    String display = context.getDisplayName().replaceFirst("\\(.*\\)$", "");
    String name = display.equals(method) ? method : method + "-" + display;
    folder =
        Lab.path("memguard.work")
            .resolve(context.getRequiredTestClass().getSimpleName())
            .resolve(name.replaceAll("[^A-Za-z0-9.]+", "-"));
    delete(folder);
    Files.createDirectories(folder);
  }

  /** The same outside a test: the folder is emptied, and {@link #close()} ends the children. */
  static Workbench in(Path folder) throws IOException {
    Workbench bench = new Workbench();
    bench.folder = folder;
    delete(folder);
    Files.createDirectories(folder);
    return bench;
  }

  @Override
  public void close() {
    children.forEach(AgentJvm::close);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    close();
  }

  Path folder() {
    return folder;
  }

  /** A child of the running JDK with the agent. */
  Launch jvm() {
    return jvm(Jdk.running());
  }

  /** A child of that JDK with the agent. */
  Launch jvm(Jdk jdk) {
    return new Launch(this, jdk, "jvm");
  }

  /** A child whose output goes to files of that name. */
  Launch jvm(Jdk jdk, String name) {
    return new Launch(this, jdk, name);
  }

  AgentJvm adopt(AgentJvm child) {
    children.add(child);
    return child;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      paths
          .sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
