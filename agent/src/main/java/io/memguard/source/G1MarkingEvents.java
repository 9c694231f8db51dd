package io.memguard.source;

import io.memguard.source.FlightEvents.Handler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Tells a {@link LiveSet} when G1 finished marking, on JDKs whose beans do not (before 20). A
 * concurrent cycle has its own {@code gcId} and three events under it, in any order:
 *
 * <pre>
 * jdk.GarbageCollection gcId=33 name=G1Old sumOfPauses=2.1 ms
 * jdk.GCHeapSummary     gcId=33 when=After GC heapUsed=…
 * jdk.G1HeapSummary     gcId=33 when=After GC edenUsedSize=… survivorUsedSize=…
 * </pre>
 *
 * <p>{@code when} is a field of the event itself, not of its {@code heapSpace}.
 */
final class G1MarkingEvents {

  /** What is known of one collection; -1 is not yet. */
  private static final class Pieces {
    long endMillis = -1;
    long heapUsed = -1;
    long youngUsed = -1;
  }

  private static final int COLLECTIONS_HELD = 64;

  private final LiveSet liveSet;
  private final Map<Integer, Pieces> byId = new LinkedHashMap<>();

  G1MarkingEvents(LiveSet liveSet) {
    this.liveSet = liveSet;
  }

  List<Handler> handlers() {
    return List.of(
        new Handler("jdk.GarbageCollection", Duration.ZERO, this::collection),
        new Handler("jdk.GCHeapSummary", Duration.ZERO, this::heap),
        new Handler("jdk.G1HeapSummary", Duration.ZERO, this::regions));
  }

  private void collection(RecordedEvent event) {
    // A cycle that was called off before marking (concurrent undo) is G1Old too, without pauses.
    if ("G1Old".equals(event.getString("name")) && !event.getDuration("sumOfPauses").isZero()) {
      Pieces pieces = pieces(event);
      pieces.endMillis = event.getEndTime().toEpochMilli();
      complete(pieces);
    }
  }

  private void heap(RecordedEvent event) {
    if ("After GC".equals(event.getString("when"))) {
      Pieces pieces = pieces(event);
      pieces.heapUsed = event.getLong("heapUsed");
      complete(pieces);
    }
  }

  private void regions(RecordedEvent event) {
    if ("After GC".equals(event.getString("when"))) {
      Pieces pieces = pieces(event);
      pieces.youngUsed = event.getLong("edenUsedSize") + event.getLong("survivorUsedSize");
      complete(pieces);
    }
  }

  private Pieces pieces(RecordedEvent event) {
    if (byId.size() > COLLECTIONS_HELD) {
      byId.remove(byId.keySet().iterator().next());
    }
    return byId.computeIfAbsent(event.getInt("gcId"), id -> new Pieces());
  }

  private void complete(Pieces pieces) {
    if (pieces.endMillis >= 0 && pieces.heapUsed >= 0 && pieces.youngUsed >= 0) {
      liveSet.marked(pieces.endMillis, Math.max(0, pieces.heapUsed - pieces.youngUsed));
      pieces.endMillis = -1;
    }
  }
}
