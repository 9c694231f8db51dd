package io.memguard.it;

import java.util.List;

/**
 * A case of the gallery that grows until the kernel kills it.
 *
 * @param kind what the agent must call it
 */
record Leak(String name, String habit, String kind, List<String> flags) {

  /** More than the container has, so that no case ends before its limit. */
  private static final int GROWS_TO_MEGABYTES = 400;

  private static final String TRACKING = "-XX:NativeMemoryTracking=summary";

  static final List<Leak> ALL =
      List.of(
          // The heap alone fits into the container, but not with what is beside it.
          new Leak("heap", "heap-leak", "heap-leak", List.of(TRACKING, "-Xmx224m")),
          new Leak(
              "direct",
              "direct-leak",
              "direct-leak",
              List.of(TRACKING, "-Xmx96m", "-XX:MaxDirectMemorySize=1g")),
          new Leak("native", "zstd-leak", "native-leak", List.of(TRACKING, "-Xmx96m")),
          new Leak("thread", "executor-leak", "thread-leak", List.of(TRACKING, "-Xmx96m")));

  /** What the demo is to be told. */
  List<String> arguments(int seconds) {
    return List.of(habit, "seconds=" + seconds, "limit=" + GROWS_TO_MEGABYTES);
  }
}
