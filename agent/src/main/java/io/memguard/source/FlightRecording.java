package io.memguard.source;

import io.memguard.snapshot.HeldObject;
import io.memguard.snapshot.ThreadStarts;
import io.memguard.source.FlightEvents.Handler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.consumer.RecordingStream;

/**
 * The recording behind a {@link FlightStream}. This class and those of the handlers are the only
 * ones that know {@code jdk.jfr}, which a runtime image may lack.
 */
final class FlightRecording implements AutoCloseable {

  /** Hold static handlers of JDK events: 17 to 18, and 19 to 22. */
  private static final List<String> EVENT_HOLDERS =
      List.of("jdk.jfr.events.Handlers", "jdk.jfr.events.EventConfigurations");

  /** Datadog's list of safe releases begins with 17.0.3 ({@code ProfilingSupport.java}). */
  private static final int SAFE_UPDATE_OF_17 = 3;

  /**
   * What is kept on disk for {@link #dump}, beside the chunk that is written to. Without a bound
   * the stream would remove a chunk as soon as it has read it.
   */
  private static final long MOST_KEPT_BYTES = 4 << 20;

  private final RecordingStream stream;
  private final OldObjectEvents oldObjects = new OldObjectEvents();
  private final ThreadStartEvents threadStarts = new ThreadStartEvents();
  private final FlightRoom room;
  private volatile String lack = "";
  private Recording sampling;

  private FlightRecording(RecordingStream stream, FlightRoom room) {
    this.stream = stream;
    this.room = room;
  }

  /** Whether this JVM has JFR, and nobody has started it. */
  static boolean untouched() {
    return FlightRecorder.isAvailable() && !FlightRecorder.isInitialized();
  }

  static boolean available() {
    return FlightRecorder.isAvailable();
  }

  /** Where JFR keeps its chunks; empty before it has started. */
  static Optional<Path> repository() {
    return Optional.ofNullable(System.getProperty("jdk.jfr.repository")).map(Path::of);
  }

  /**
   * Takes up to half a second when it is the first to touch JFR.
   *
   * @param room where the chunks will be written
   */
  static FlightRecording open(LivePoints livePoints, FlightRoom room) {
    Set<String> known =
        FlightRecorder.getFlightRecorder().getEventTypes().stream()
            .map(EventType::getName)
            .collect(Collectors.toSet());
    initializeEventHolders();
    FlightRecording recording = new FlightRecording(new RecordingStream(), room);
    recording.stream.setMaxSize(MOST_KEPT_BYTES);
    FlightEvents.FOR_READERS.entrySet().stream()
        .filter(event -> known.contains(event.getKey()))
        .forEach(event -> recording.enable(event.getKey(), event.getValue()));
    if (livePoints.needsMarkings()) {
      for (Handler handler : new G1MarkingEvents(livePoints).handlers()) {
        recording.enable(handler.event(), Duration.ZERO);
        recording.stream.onEvent(handler.event(), handler.consumer());
      }
    }
    recording.stream.onEvent(OldObjectEvents.EVENT, recording.oldObjects::received);
    recording.stream.onEvent(ThreadStartEvents.EVENT, recording.threadStarts::received);
    return recording;
  }

  private void enable(String event, Duration period) {
    if (period.isZero()) {
      stream.enable(event).withoutStackTrace();
    } else {
      stream.enable(event).withPeriod(period);
    }
  }

  /**
   * JDK-8371889: their static initializers and {@code jdk.jfr.internal.Utils} lock each other out
   * when two threads start them. They must run after the recorder, or the handlers stay null.
   */
  private static void initializeEventHolders() {
    for (String holder : EVENT_HOLDERS) {
      try {
        Class.forName(holder, true, null);
      } catch (ClassNotFoundException | LinkageError e) {
        // Another release.
      }
    }
  }

  /**
   * Blocks until closed, or until there is no more room.
   *
   * @return what was lacking; empty when closed
   */
  String run() {
    // The default prints a stack trace to the application's standard error.
    stream.onError(error -> {});
    stream.onFlush(this::endWithoutRoom);
    // It took JFR a while to come up.
    lack = lackForNewChunk();
    if (lack.isEmpty()) {
      stream.start();
    }
    return lack;
  }

  private void endWithoutRoom() {
    String found =
        room.shortage().or(() -> isAlone() ? room.refusal() : Optional.empty()).orElse("");
    if (!found.isEmpty()) {
      lack = found;
      close();
    }
  }

  /** Only the last recording ends without a new chunk. */
  private static boolean isAlone() {
    return FlightRecorder.getFlightRecorder().getRecordings().stream()
            .filter(recording -> recording.getState() == RecordingState.RUNNING)
            .count()
        == 1;
  }

  /** A recording that begins or ends beside another makes a new chunk. */
  private String lackForNewChunk() {
    return room.shortage().or(room::refusal).orElse("");
  }

  /**
   * Writes what was recorded before, whole chunks of at least {@link #MOST_KEPT_BYTES}, and what
   * other recordings of this JVM have in these chunks. JFR begins a new chunk for it, as it does
   * when any recording stops; other than {@code FlightRecorder.takeSnapshot} it does not write the
   * object samples, which belong to {@link #searchHolders}.
   *
   * @param file is replaced
   */
  void dump(Path file) throws IOException {
    String missing = lackForNewChunk();
    if (!missing.isEmpty()) {
      throw new IOException(missing);
    }
    stream.dump(file);
  }

  /**
   * Begins to sample objects with the stacks of their allocation; does nothing when it has begun.
   *
   * @return why it cannot be done; empty when it is done
   */
  synchronized String sampleObjects() {
    Runtime.Version version = Runtime.version();
    if (version.feature() == 17 && version.interim() == 0 && version.update() < SAFE_UPDATE_OF_17) {
      return "old object sampling can crash this release of Java 17: use a newer one";
    }
    if (FlightRecorder.getFlightRecorder().getEventTypes().stream()
        .noneMatch(type -> type.getName().equals(OldObjectEvents.EVENT))) {
      return "this JVM has no old object samples";
    }
    if (sampling != null) {
      return "";
    }
    String missing = lackForNewChunk();
    if (missing.isEmpty()) {
      sampling = startSampling();
    }
    return missing;
  }

  private static Recording startSampling() {
    Recording recording = new Recording();
    recording.setName("memguard-objects");
    // The default cutoff is none: a recording that is merely closed would search for chains.
    recording.enable(OldObjectEvents.EVENT).withStackTrace().with("cutoff", "0 ns");
    recording.start();
    return recording;
  }

  /**
   * The JVM writes the samples when a recording of them stops, with chains if that recording has a
   * cutoff. Another one begins before, so that the samples are kept.
   *
   * @return how long it took, nanoseconds
   */
  synchronized long searchHolders(Duration cutoff) {
    if (sampling == null) {
      throw new IllegalStateException("no objects are sampled");
    }
    String missing = lackForNewChunk();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(missing);
    }
    try (Recording ending = sampling) {
      sampling = startSampling();
      ending
          .enable(OldObjectEvents.EVENT)
          .withStackTrace()
          .with("cutoff", cutoff.toMillis() + " ms");
      oldObjects.searching();
      long begin = System.nanoTime();
      ending.stop();
      return System.nanoTime() - begin;
    }
  }

  List<HeldObject> heldObjects() {
    return oldObjects.take();
  }

  synchronized void endSampling() {
    if (sampling != null) {
      sampling.close();
      sampling = null;
    }
    oldObjects.end();
  }

  /** Where threads are started is told from now on. */
  void watchThreadStarts() {
    stream.enable(ThreadStartEvents.EVENT).withStackTrace();
  }

  /** It is told no more, and forgotten. */
  void endWatch() {
    stream.disable(ThreadStartEvents.EVENT);
    threadStarts.forget();
  }

  List<ThreadStarts> threadStarts() {
    return threadStarts.starts();
  }

  @Override
  public void close() {
    endSampling();
    stream.close();
  }
}
