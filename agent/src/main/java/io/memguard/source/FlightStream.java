package io.memguard.source;

import io.memguard.snapshot.Reading;
import io.memguard.thread.OwnThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One JFR stream for the whole life of the agent. It starts in the background and answers
 * "unavailable" until it runs.
 *
 * <p>The thread is our own: the one of {@code RecordingStream.startAsync} is no daemon, and the
 * application would never end.
 */
public final class FlightStream implements AutoCloseable {

  /** Where JFR keeps its chunks unless it is told. */
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));

  private final LivePoints livePoints;
  private FlightRecording recording;
  private String reason = "JFR is starting";
  private boolean closed;

  private FlightStream(LivePoints livePoints) {
    this.livePoints = livePoints;
  }

  /**
   * Never throws.
   *
   * @param folder where JFR may keep its chunks; not used when the user runs JFR himself
   * @param commands runs a diagnostic command and returns its text; null when there is none, and
   *     JFR then keeps its own folder and buffers
   * @param livePoints hears of G1's markings where no bean tells them
   * @param lacks hears once why there is no room for JFR, or no more
   */
  public static FlightStream start(
      Path folder,
      Function<String, String> commands,
      LivePoints livePoints,
      Consumer<String> lacks) {
    FlightStream stream = new FlightStream(livePoints);
    if (ModuleLayer.boot().findModule("jdk.jfr").isEmpty()) {
      stream.end(
          "the runtime image has no module jdk.jfr: add it for G1's live set on JDK 17 and for"
              + " allocation sites");
      return stream;
    }
    // Not tried again: the JVM writes of each refused thread to the application's output.
    new OwnThread("jfr", () -> stream.run(folder, commands, lacks))
        .tryStart()
        .ifPresent(limit -> stream.end("JFR was not started, for no thread can be: " + limit));
    return stream;
  }

  /** Why nothing is recorded; empty while it is. */
  public String missing() {
    return recording().reason();
  }

  /** The recording while it runs. */
  synchronized Reading<FlightRecording> recording() {
    return recording == null ? Reading.unavailable(reason) : Reading.known(recording);
  }

  /**
   * Writes the recording of the minutes before to a file. Costs a safepoint of about a millisecond,
   * and writes through to the disk: not for a thread that must not wait.
   *
   * @throws IOException when it cannot be written, or there is no recording
   */
  public void dump(Path file) throws IOException {
    Reading<FlightRecording> running = recording();
    if (!running.isKnown()) {
      throw new IOException(running.reason());
    }
    try {
      running.value().orElseThrow().dump(file);
    } catch (RuntimeException | LinkageError e) {
      throw new IOException("JFR refuses: " + e, e);
    }
  }

  /** Ends the recording; the thread ends soon after. */
  @Override
  public void close() {
    FlightRecording running;
    synchronized (this) {
      closed = true;
      reason = "the stream was closed";
      running = recording;
      recording = null;
    }
    if (running != null) {
      running.close();
    }
  }

  private void run(Path folder, Function<String, String> commands, Consumer<String> lacks) {
    try {
      if (!FlightRecording.available()) {
        end("JFR is switched off in this JVM: start it without -XX:-FlightRecorder");
        return;
      }
      String lack = record(folder, commands);
      end(lack.isEmpty() ? "the stream ended" : lack);
      if (!lack.isEmpty()) {
        lacks.accept(lack);
      }
    } catch (Throwable e) { // Whatever JFR does, the application goes on.
      end("JFR did not start: " + e);
    }
  }

  /** Blocks until the recording ends; what was lacking for it, or empty. */
  private String record(Path wanted, Function<String, String> commands) {
    boolean choose = commands != null && FlightRecording.untouched();
    Path folder = choose ? withRoom(wanted) : FlightRecording.repository().orElse(TEMPORARY);
    FlightRoom room = new FlightRoom(existing(folder));
    Optional<String> lack = room.shortage().or(room::refusal);
    if (lack.isPresent()) {
      return lack.get();
    }
    if (choose) {
      configure(new FlightRepository(folder), commands);
    }
    try (FlightRecording opened = FlightRecording.open(livePoints, room)) {
      return begin(opened) ? opened.run() : "";
    }
  }

  /** The folder, or the default one when there is no room in it. */
  private static Path withRoom(Path folder) {
    return new FlightRoom(existing(folder)).shortage().isEmpty()
        ? folder
        : TEMPORARY.resolve("memguard").resolve("jfr");
  }

  /** The folder or the nearest one above it that is there already. */
  private static Path existing(Path folder) {
    Path at = folder.toAbsolutePath();
    while (at.getParent() != null && !Files.isDirectory(at)) {
      at = at.getParent();
    }
    return at;
  }

  private static void configure(FlightRepository repository, Function<String, String> commands) {
    try {
      repository.removeLeftOvers(System.currentTimeMillis());
      repository.configure(commands);
    } catch (IOException | RuntimeException | LinkageError e) {
      // JFR then works with its own folder and buffers.
    }
  }

  private synchronized boolean begin(FlightRecording opened) {
    if (!closed) {
      recording = opened;
    }
    return !closed;
  }

  private synchronized void end(String why) {
    recording = null;
    if (!closed) {
      reason = why;
    }
  }
}
