package io.memguard.source;

import io.memguard.snapshot.FlightFacts;
import io.memguard.snapshot.FlightFacts.DirectBuffers;
import io.memguard.snapshot.FlightFacts.Loader;
import io.memguard.snapshot.FlightFacts.Metaspace;
import io.memguard.snapshot.FlightFacts.NativeTotal;
import io.memguard.snapshot.FlightFacts.Resident;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedClassLoader;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedObject;

/**
 * One small handler for each event, which keeps the last fact of its subject. Handlers run on the
 * stream's thread, {@link #facts} on any.
 */
final class FlightEvents {

  /**
   * What to do with one event.
   *
   * @param period how often a periodic event is asked for; zero for one that happens by itself
   */
  record Handler(String event, Duration period, Consumer<RecordedEvent> consumer) {}

  /** Cheap, and always enabled: a recording without any event leaks threads' metadata. */
  private static final String HEARTBEAT = "jdk.ClassLoadingStatistics";

  private static final Duration PERIOD = Duration.ofSeconds(10);

  /** Costs a safepoint, of some microseconds for each loader, and one event for each loader. */
  private static final Duration LOADER_PERIOD = Duration.ofMinutes(5);

  /** Distinct loader types and names of one round. */
  private static final int LOADERS_HELD = 1_000;

  /**
   * Recorded with the others for whoever opens an incident's recording, by event with its period:
   * some dozen bytes for each collection.
   */
  static final Map<String, Duration> FOR_READERS =
      Map.of(
          "jdk.GarbageCollection",
          Duration.ZERO,
          "jdk.GCHeapSummary",
          Duration.ZERO,
          "jdk.CPULoad",
          PERIOD,
          "jdk.JavaThreadStatistics",
          PERIOD);

  private long events;
  private Optional<Resident> resident = Optional.empty();
  private Optional<NativeTotal> nativeTotal = Optional.empty();
  private Optional<Metaspace> metaspace = Optional.empty();
  private Optional<DirectBuffers> directBuffers = Optional.empty();
  private final Map<String, Loader> loaders = new HashMap<>();
  private Instant loaderRound = Instant.EPOCH;

  List<Handler> handlers() {
    return List.of(
        new Handler(HEARTBEAT, PERIOD, event -> {}),
        new Handler("jdk.ResidentSetSize", PERIOD, this::resident),
        new Handler("jdk.NativeMemoryUsageTotal", PERIOD, this::nativeTotal),
        new Handler("jdk.DirectBufferStatistics", PERIOD, this::directBuffers),
        new Handler("jdk.ClassLoaderStatistics", LOADER_PERIOD, this::loader),
        new Handler("jdk.MetaspaceSummary", Duration.ZERO, this::metaspace));
  }

  synchronized void received() {
    events++;
  }

  synchronized FlightFacts facts() {
    List<Loader> largest = new ArrayList<>(loaders.values());
    largest.sort(Comparator.comparingLong(Loader::classes).reversed());
    return new FlightFacts(
        events,
        resident,
        nativeTotal,
        metaspace,
        directBuffers,
        List.copyOf(largest.subList(0, Math.min(FlightFacts.LOADERS, largest.size()))));
  }

  private synchronized void resident(RecordedEvent event) {
    resident = Optional.of(new Resident(event.getLong("size"), event.getLong("peak")));
  }

  private synchronized void nativeTotal(RecordedEvent event) {
    nativeTotal =
        Optional.of(new NativeTotal(event.getLong("reserved"), event.getLong("committed")));
  }

  private synchronized void directBuffers(RecordedEvent event) {
    directBuffers =
        Optional.of(
            new DirectBuffers(
                event.getLong("count"), event.getLong("memoryUsed"), event.getLong("maxCapacity")));
  }

  private synchronized void metaspace(RecordedEvent event) {
    if (!event.getString("when").equals("After GC")) {
      return;
    }
    RecordedObject whole = event.getValue("metaspace");
    RecordedObject classSpace = event.getValue("classSpace");
    metaspace =
        Optional.of(
            new Metaspace(
                event.getEndTime().toEpochMilli(),
                whole.getLong("used"),
                whole.getLong("committed"),
                classSpace.getLong("used"),
                event.getLong("gcThreshold")));
  }

  /** Events of one round follow each other at once; a later one starts a new round. */
  private synchronized void loader(RecordedEvent event) {
    // In either direction: the clock may be set back.
    Duration since = Duration.between(loaderRound, event.getEndTime()).abs();
    if (since.compareTo(LOADER_PERIOD.dividedBy(2)) > 0) {
      loaders.clear();
      loaderRound = event.getEndTime();
    }
    RecordedClassLoader recorded = event.getValue("classLoader");
    boolean boot = recorded == null || recorded.getType() == null;
    String type = boot ? "bootstrap" : recorded.getType().getName();
    String name = boot || recorded.getName() == null ? "" : recorded.getName();
    String key = type + '\n' + name;
    if (loaders.size() < LOADERS_HELD || loaders.containsKey(key)) {
      loaders.merge(
          key,
          new Loader(
              type,
              name,
              1,
              event.getLong("classCount") + event.getLong("hiddenClassCount"),
              event.getLong("chunkSize") + event.getLong("hiddenChunkSize")),
          FlightEvents::sum);
    }
  }

  private static Loader sum(Loader a, Loader b) {
    return new Loader(
        a.type(),
        a.name(),
        a.loaders() + b.loaders(),
        a.classes() + b.classes(),
        a.bytes() + b.bytes());
  }
}
