package io.memguard.source;

import io.memguard.snapshot.HeldObject;
import io.memguard.snapshot.Reading;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** {@link ObjectSampling} by the JVM's old object samples, through the one JFR stream. */
public final class FlightSampling implements ObjectSampling {
  private final Supplier<Reading<FlightRecording>> recording;

  private FlightSampling(Supplier<Reading<FlightRecording>> recording) {
    this.recording = recording;
  }

  /** {@code stream}: the stream once it is started, or why there is none. */
  public static FlightSampling of(Supplier<Reading<FlightStream>> stream) {
    return new FlightSampling(
        () -> {
          Reading<FlightStream> started = stream.get();
          return started
              .value()
              .map(FlightStream::recording)
              .orElseGet(() -> Reading.unavailable(started.reason()));
        });
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
  private <T> Reading<T> ask(Question<T> question) {
    Reading<FlightRecording> open = recording.get();
    if (!open.isKnown()) {
      return Reading.unavailable(open.reason());
    }
    try {
      return question.of(open.value().orElseThrow());
    } catch (RuntimeException | LinkageError e) {
      return Reading.unavailable("JFR refuses: " + e);
    }
  }

  /** Something to be done with an open recording. */
  private interface Question<T> {
    Reading<T> of(FlightRecording open);
  }
}
