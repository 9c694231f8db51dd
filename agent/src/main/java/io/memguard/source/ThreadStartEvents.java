package io.memguard.source;

import io.memguard.snapshot.ThreadStarts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

/** Counts what {@code jdk.ThreadStart} events say: which threads are started where. */
final class ThreadStartEvents {
  static final String EVENT = "jdk.ThreadStart";

  /** Places that start threads; more of them are not told. */
  private static final int MOST_PLACES = 256;

  private final Map<Place, Integer> counts = new HashMap<>();

  private record Place(String pattern, List<String> stack) {}

  synchronized void received(RecordedEvent event) {
    RecordedThread started = event.getValue("thread");
    List<String> stack = Frames.of(event.getStackTrace());
    if (started == null || started.getJavaName() == null || stack.isEmpty()) {
      return;
    }
    Place place = new Place(NamePattern.ofThread(started.getJavaName()), stack);
    if (counts.size() < MOST_PLACES || counts.containsKey(place)) {
      counts.merge(place, 1, Integer::sum);
    }
  }

  synchronized List<ThreadStarts> starts() {
    List<ThreadStarts> starts = new ArrayList<>();
    counts.forEach(
        (place, count) -> starts.add(new ThreadStarts(place.pattern(), place.stack(), count)));
    return starts;
  }

  synchronized void forget() {
    counts.clear();
  }
}
