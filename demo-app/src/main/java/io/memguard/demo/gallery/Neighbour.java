package io.memguard.demo.gallery;

import io.memguard.demo.Grower;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A helper process in the same container grows with the orders, this JVM does not. MemGuard must
 * say that a neighbour grows and name it; it must not blame an account of this JVM.
 */
final class Neighbour implements Case {

  /** What a JVM takes before it has done anything, and some room to live on. */
  private static final long OTHER_JVM = 64L << 20;

  private Ramp ramp;
  private OutputStream orders;

  @Override
  public About about() {
    return About.sick(
        "neighbour",
        "another process of the container that grows",
        "neighbour",
        "\\bGrower\\b|\\bjava\\b");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.nativeRoom() - OTHER_JVM, 1);
    try {
      orders =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx16m",
                  "-XX:+UseSerialGC",
                  "-XX:MaxDirectMemorySize=2g",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Grower.class.getName())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start()
              .getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void onRequest(long n) throws IOException {
    for (int i = 0; i < ramp.due(n, Grower.STEP_BYTES); i++) {
      orders.write(1);
      orders.flush();
    }
  }
}
