package io.memguard.instrument;

import java.util.List;
import java.util.Optional;

/** Finds in a stack the place that a reader can change. */
public final class ApplicationFrames {

  private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

  /** Libraries that allocate native memory on behalf of their caller. */
  private static final List<String> LIBRARIES =
      List.of(
          "io.netty.",
          "io.grpc.",
          "io.vertx.core.",
          "io.undertow.",
          "reactor.",
          "okio.",
          "kotlin.",
          "kotlinx.",
          "scala.",
          "com.google.common.",
          "com.google.protobuf.",
          "org.apache.",
          "org.eclipse.jetty.",
          "org.springframework.",
          "org.xnio.",
          "org.agrona.",
          "org.lwjgl.");

  /** Netty under whatever name it was relocated to. */
  private static final String RELOCATED = ".io.netty.";

  /** Netty's allocators, whose frames say nothing of who asked them. */
  private static final String ALLOCATORS = "netty.buffer.";

  private ApplicationFrames() {}

  /**
   * The innermost frame of the application, else of a library that is no allocator, else of an
   * allocator, innermost frame first given; empty if all frames are the JDK's.
   */
  public static Optional<String> top(List<String> frames) {
    List<String> outsideJdk = frames.stream().filter(frame -> !isIn(JDK, frame)).toList();
    return outsideJdk.stream()
        .filter(frame -> !isIn(LIBRARIES, frame) && !frame.contains(RELOCATED))
        .findFirst()
        .or(() -> outsideJdk.stream().filter(frame -> !frame.contains(ALLOCATORS)).findFirst())
        .or(() -> outsideJdk.stream().findFirst());
  }

  private static boolean isIn(List<String> packages, String frame) {
    return packages.stream().anyMatch(frame::startsWith);
  }
}
