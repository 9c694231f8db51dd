package io.memguard.source;

import io.memguard.source.FlightEvents.Handler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Tells a {@link LivePoints} when G1 finished marking, on JDKs whose beans do not (before 20). A
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

  private static final long UNKNOWN = Long.MIN_VALUE;

  /** What is known of one collection; sizes are -1 until then. */
  private static final class Pieces {
    long endMillis = UNKNOWN;
    long heapUsed = -1;
    long youngUsed = -1;
  }

  private static final int COLLECTIONS_HELD = 64;

  /** The stream is read once a second; on a busy machine later. */
  private static final long LONGEST_ON_THE_WAY_MILLIS = 10_000;

  private final LivePoints livePoints;
  private final Map<Integer, Pieces> byId = new LinkedHashMap<>();

  G1MarkingEvents(LivePoints livePoints) {
    this.livePoints = livePoints;
  }

  List<Handler> handlers() {
    return List.of(
        new Handler("jdk.GarbageCollection", this::collection),
        new Handler("jdk.GCHeapSummary", this::heap),
        new Handler("jdk.G1HeapSummary", this::regions));
  }

  private void collection(RecordedEvent event) {
    // A cycle that was called off before marking (concurrent undo) is G1Old too, without pauses.
    if ("G1Old".equals(event.getString("name")) && !event.getDuration("sumOfPauses").isZero()) {
      Pieces pieces = pieces(event);
      pieces.endMillis = LivePoints.nowMillis() - ageMillis(event);
      complete(pieces);
    }
  }

  /**
   * The stream tells an event's wall time, as it was when its chunk began. Where the clock was set
   * since, the age is nonsense, and the event is taken as one of this moment.
   */
  private static long ageMillis(RecordedEvent event) {
    long age = System.currentTimeMillis() - event.getEndTime().toEpochMilli();
    return age >= 0 && age <= LONGEST_ON_THE_WAY_MILLIS ? age : 0;
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
    if (pieces.endMillis != UNKNOWN && pieces.heapUsed >= 0 && pieces.youngUsed >= 0) {
      livePoints.marked(pieces.endMillis, Math.max(0, pieces.heapUsed - pieces.youngUsed));
      pieces.endMillis = UNKNOWN;
    }
  }
}
