package io.memguard.demo.gallery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A second process in the container that takes its share at the start and stays as it is. MemGuard
 * must be silent: its statement names the process, and nothing there grows.
 */
final class HelperProcess implements Case {

  private static final int MEGABYTES = 80;

  private Process helper;

  @Override
  public About about() {
    return About.healthy("helper-process", "a child process that takes 80 MB once and stays");
  }

  @Override
  public void start(Run run) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder command =
        new ProcessBuilder(
                java.toString(),
                "-Xmx16m",
                "-XX:MaxDirectMemorySize=200m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.memguard.demo.Companion",
                Integer.toString(MEGABYTES))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      helper = command.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(helper::destroy));
  }

  @Override
  public void onRequest(long n) {
    if (!helper.isAlive()) {
      throw new IllegalStateException("the helper ended with " + helper.exitValue());
    }
  }
}
