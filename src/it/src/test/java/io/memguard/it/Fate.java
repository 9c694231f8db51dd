package io.memguard.it;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is in store for one life: a case of the gallery in a container that is too small for it, and
 * SIGKILL at a moment, or else the kernel's OOM killer.
 *
 * @param sigkillMillis after the first sample; empty where the kernel is to do it
 */
record Fate(int number, Gallery habit, Room room, Optional<Integer> sigkillMillis) {

  /** What a leak takes this long to fill is more than twice what there is. */
  private static final int SECONDS = 60;

  private static final int RATE = 50;

  /** The optimising compiler costs an emulated machine more than it gives. */
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  private static final int LATEST_SIGKILL_MILLIS = 8_000;

  /**
   * A container and the flags under which its case outgrows it.
   *
   * @param believed MB that the case is told, so that its leak goes beyond the real limit
   */
  record Room(int limit, int believed, List<String> flags) {
    /** The maximum heap is twice the container: the usual mistake. */
    static final Room FOR_HEAP = new Room(320, 320, List.of("-Xmx640m"));

    static final Room BESIDE_HEAP = new Room(256, 640, List.of("-Xmx128m"));
  }

  private static final List<String> LEAKS =
      List.of(
          "heap-leak",
          "unsafe-leak",
          "deflater-leak",
          "executor-leak",
          "generated-classes",
          "session-leak",
          "direct-leak",
          "zstd-leak",
          "http-client-leak",
          "unbounded-cache",
          "netty-leak");

  /**
   * So many lives, half of them for SIGKILL. Each leak comes up in turn; of the lives for SIGKILL
   * every second one is healthy.
   */
  static List<Fate> plan(int lives, Random random) {
    var gallery =
        Gallery.all().stream().collect(Collectors.toMap(Gallery::name, Function.identity()));
    return IntStream.range(0, lives)
        .mapToObj(
            i -> {
              boolean sigkill = i % 2 == 0;
              String leak = LEAKS.get(i / 2 % LEAKS.size());
              return of(
                  i + 1,
                  gallery.get(sigkill && i % 4 == 0 ? "healthy" : leak),
                  sigkill ? Optional.of(random.nextInt(LATEST_SIGKILL_MILLIS)) : Optional.empty());
            })
        .toList();
  }

  private static Fate of(int number, Gallery habit, Optional<Integer> sigkillMillis) {
    Room room = habit.kind().equals("heap-leak") ? Room.FOR_HEAP : Room.BESIDE_HEAP;
    return new Fate(number, habit, room, sigkillMillis);
  }

  /** The life, not yet started. */
  Launch launch(Workbench bench, int slow) {
    return bench
        .jvm()
        .limit(room.limit())
        .flags(habit.flags())
        .flags(room.flags())
        .flags("-XX:NativeMemoryTracking=summary", Standstills.flag(bench.folder()))
        .flags(slow > 1 ? List.of(QUICK_START) : List.of())
        .agent("interval=" + Death.INTERVAL_MILLIS + "ms")
        .jar(
            Lab.DEMO,
            habit.name(),
            "seconds=" + SECONDS * slow,
            "rate=" + RATE / slow,
            "limit=" + room.believed());
  }
}
