package io.memguard.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How long the threads that stop the application for a collection have waited for a processor,
 * while others ran or the container's quota was used up. The second field of {@code
 * /proc/self/task/TID/schedstat}, in nanoseconds (kernel, {@code
 * Documentation/scheduler/sched-stats.rst}).
 *
 * <p>One worker stands for all: they wait for each other.
 */
final class CollectorThreads {
  /** The JVM's own thread, which collects by itself under Serial, and the first of its workers. */
  private static final Set<String> NAMES = Set.of("VM Thread", "GC Thread#0");

  private static final long UNKNOWN = -1;

  private final Path tasks;
  private List<Path> files;

  CollectorThreads(Path proc) {
    tasks = proc.resolve("self/task");
  }

  /** Nanoseconds of the whole life; 0 where the kernel does not tell. */
  long waitedNanos() {
    if (files == null) {
      files = find();
    }
    long sum = 0;
    for (Path file : files) {
      long waited = waited(file);
      if (waited == UNKNOWN) {
        files = List.of();
        return 0;
      }
      sum += waited;
    }
    return sum;
  }

  private List<Path> find() {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(tasks)) {
      for (Path task : (Iterable<Path>) all::iterator) {
        if (NAMES.contains(name(task))) {
          found.add(task.resolve("schedstat"));
        }
      }
    } catch (IOException | RuntimeException unreadable) {
      return List.of();
    }
    return List.copyOf(found);
  }

  /** Empty for a thread that has ended since. */
  private static String name(Path task) {
    try {
      return KernelFile.text(task.resolve("comm")).strip();
    } catch (IOException | RuntimeException ended) {
      return "";
    }
  }

  private static long waited(Path file) {
    try {
      String[] fields = KernelFile.text(file).strip().split(" ", -1);
      return fields.length < 2 ? UNKNOWN : Long.parseLong(fields[1]);
    } catch (IOException | RuntimeException absent) {
      return UNKNOWN;
    }
  }
}
