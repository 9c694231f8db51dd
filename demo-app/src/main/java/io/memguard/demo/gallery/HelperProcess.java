package io.memguard.demo.gallery;

import io.memguard.demo.Grower;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A second process in the container that takes its share at the start and stays as it is. MemGuard
 * must be silent: its statement names the process, and nothing there grows.
 */
final class HelperProcess implements Case {

  private static final int MEMORY_BYTES = 80 << 20;

  private Process helper;

  @Override
  public About about() {
    return About.healthy("helper-process", "a child process that takes 80 MB once and stays");
  }

  @Override
  public void start(Run run) {
    try {
      helper =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx16m",
                  "-XX:MaxDirectMemorySize=200m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Grower.class.getName())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      OutputStream steps = helper.getOutputStream();
      steps.write(new byte[MEMORY_BYTES / Grower.STEP_BYTES]);
      steps.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void onRequest(long n) {
    if (!helper.isAlive()) {
      throw new IllegalStateException("the helper ended with " + helper.exitValue());
    }
  }
}
