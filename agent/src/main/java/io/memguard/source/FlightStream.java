package io.memguard.source;

import io.memguard.snapshot.FlightFacts;
import io.memguard.snapshot.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * One JFR stream for the whole life of the agent, read once a tick. It starts in the background and
 * answers "unavailable" until it runs.
 *
 * <p>The thread is our own: the one of {@code RecordingStream.startAsync} is no daemon, and the
 * application would never end.
 */
public final class FlightStream implements Source<FlightFacts>, AutoCloseable {

  private static final String THREAD = "memguard-jfr";
  private static final long STACK_BYTES = 512 * 1024;

  private final LiveSet liveSet;
  private FlightRecording recording;
  private String reason = "JFR is starting";
  private boolean closed;

  private FlightStream(LiveSet liveSet) {
    this.liveSet = liveSet;
  }

  /**
   * Never throws.
   *
   * @param folder where JFR may keep its chunks; not used when the user runs JFR himself
   * @param commands runs a diagnostic command and returns its text; null when there is none, and
   *     JFR then keeps its own folder and buffers
   * @param liveSet hears of G1's markings where no bean tells them
   */
  public static FlightStream start(
      Path folder, Function<String, String> commands, LiveSet liveSet) {
    FlightStream stream = new FlightStream(liveSet);
    if (ModuleLayer.boot().findModule("jdk.jfr").isEmpty()) {
      stream.end(
          "the runtime image has no module jdk.jfr: add it for G1's live set on JDK 17 and for"
              + " allocation sites");
      return stream;
    }
    Thread thread =
        new Thread(null, () -> stream.run(folder, commands), THREAD, STACK_BYTES, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    thread.start();
    return stream;
  }

  @Override
  public String name() {
    return "jfr";
  }

  @Override
  public Reading<FlightFacts> read() {
    return recording().map(FlightRecording::facts);
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

  private void run(Path folder, Function<String, String> commands) {
    try {
      if (!FlightRecording.available()) {
        end("JFR is switched off in this JVM: start it without -XX:-FlightRecorder");
        return;
      }
      if (commands != null && FlightRecording.untouched()) {
        configure(new FlightRepository(folder), commands);
      }
      try (FlightRecording opened = FlightRecording.open(liveSet)) {
        if (begin(opened)) {
          opened.run();
        }
      }
      end("the stream ended");
    } catch (Throwable e) { // Whatever JFR does, the application goes on.
      end("JFR did not start: " + e);
    }
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
