package io.memguard.source;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;

/** The events that are recorded, and what is done with one. */
final class FlightEvents {

  private static final Duration PERIOD = Duration.ofSeconds(10);

  /**
   * Recorded for whoever opens an incident's recording, by event with its period; zero for one that
   * happens by itself. None of them needs a safepoint, and they are never all absent: a recording
   * without any event leaks threads' metadata. {@code ResidentSetSize} and {@code
   * NativeMemoryUsageTotal} came with 20.
   */
  static final Map<String, Duration> FOR_READERS =
      Map.of(
          "jdk.GarbageCollection",
          Duration.ZERO,
          "jdk.GCHeapSummary",
          Duration.ZERO,
          "jdk.MetaspaceSummary",
          Duration.ZERO,
          "jdk.ClassLoadingStatistics",
          PERIOD,
          "jdk.CPULoad",
          PERIOD,
          "jdk.DirectBufferStatistics",
          PERIOD,
          "jdk.JavaThreadStatistics",
          PERIOD,
          "jdk.NativeMemoryUsageTotal",
          PERIOD,
          "jdk.ResidentSetSize",
          PERIOD);

  private FlightEvents() {}

  /** What to do with each event of a sort that happens by itself, on the stream's thread. */
  record Handler(String event, Consumer<RecordedEvent> consumer) {}
}
