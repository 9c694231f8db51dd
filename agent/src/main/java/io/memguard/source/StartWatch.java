package io.memguard.source;

import io.memguard.snapshot.Reading;
import io.memguard.snapshot.ThreadStarts;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Watches where threads are started, through the one JFR stream. One stack walk for each start. */
public final class StartWatch {
  private final Supplier<Reading<FlightStream>> stream;

  /** {@code stream}: the stream once it is started, or why there is none. */
  public StartWatch(Supplier<Reading<FlightStream>> stream) {
    this.stream = stream;
  }

  /** Begins to watch. The reason says why it cannot be done. */
  public Reading<Boolean> arm() {
    return ask(FlightRecording::watchThreadStarts);
  }

  /** Ends the watch; what was seen is forgotten. */
  public void disarm() {
    ask(FlightRecording::endWatch);
  }

  /** What was seen, in no order. */
  public List<ThreadStarts> starts() {
    return recording().map(FlightRecording::threadStarts).value().orElse(List.of());
  }

  private Reading<Boolean> ask(Consumer<FlightRecording> step) {
    try {
      return recording()
          .map(
              open -> {
                step.accept(open);
                return true;
              });
    } catch (RuntimeException | LinkageError e) {
      return Reading.unavailable("JFR refuses: " + e);
    }
  }

  private Reading<FlightRecording> recording() {
    return stream.get().flatMap(FlightStream::recording);
  }
}
