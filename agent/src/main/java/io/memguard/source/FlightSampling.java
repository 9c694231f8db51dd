package io.memguard.source;

import io.memguard.snapshot.HeldObject;
import io.memguard.snapshot.Reading;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@link ObjectSampling} by the JVM's old object samples, through the one JFR stream. */
public final class FlightSampling implements ObjectSampling {
  private final Supplier<Reading<FlightRecording>> recording;

  private FlightSampling(Supplier<Reading<FlightRecording>> recording) {
    this.recording = recording;
  }

  /** {@code stream}: the stream once it is started, or why there is none. */
  public static FlightSampling of(Supplier<Reading<FlightStream>> stream) {
    return new FlightSampling(() -> stream.get().flatMap(FlightStream::recording));
  }

  @Override
  public Reading<Boolean> arm() {
    return ask(
        open -> {
          String refusal = open.sampleObjects();
          return refusal.isEmpty() ? Reading.known(true) : Reading.unavailable(refusal);
        });
  }

  @Override
  public Reading<Long> search(Duration cutoff) {
    return ask(open -> Reading.known(open.searchHolders(cutoff)));
  }

  @Override
  public List<HeldObject> take() {
    return ask(open -> Reading.known(open.heldObjects())).value().orElse(List.of());
  }

  @Override
  public void disarm() {
    ask(
        open -> {
          open.endSampling();
          return Reading.known(true);
        });
  }

  /** What is asked of JFR may fail in any way; the application goes on. */
  private <T> Reading<T> ask(Function<FlightRecording, Reading<T>> question) {
    try {
      return recording.get().flatMap(question);
    } catch (RuntimeException | LinkageError e) {
      return Reading.unavailable("JFR refuses: " + e);
    }
  }
}
