package io.memguard.source;

import io.memguard.snapshot.HeapMemory.LivePoint;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Turns G1's collections into one live-set figure per marking cycle.
 *
 * <p>A marking cycle frees only regions without any live object; the mixed collections after it
 * free the rest, and every young collection meanwhile promotes new garbage. So the figure of a
 * cycle is the <em>minimum</em> of old and humongous memory from the end of its marking on. It is
 * delivered when the mixed collections are over, when the next marking ends, or, in an application
 * that hardly allocates, when no collection came for a while. In the last case mixed collections
 * may still lower it: then a second point of the same cycle follows, which replaces the first.
 *
 * <p>Not thread-safe: {@link LivePoints} guards it.
 */
final class G1Marking {

  /** Old-generation bytes around one young or mixed collection. */
  record Evacuation(long endMillis, long oldBefore, long oldAfter) {}

  /** Marking ends are told up to a second late (JFR), so collections since then must be known. */
  private static final int REMEMBERED_EVACUATIONS = 128;

  /**
   * The collection after a marking never touches old regions; after that, two in a row that free
   * nothing there mean that no mixed collections are due.
   */
  private static final int COLLECTIONS_BEFORE_SETTLED = 3;

  private static final int CALM_COLLECTIONS = 2;
  private static final long IDLE_MILLIS = 5_000;

  /** A later figure of the same cycle is worth a second point when it is this much lower. */
  private static final double WORTH_CORRECTING = 0.95;

  private final Consumer<LivePoint> points;
  private final Deque<Evacuation> evacuations = new ArrayDeque<>();
  private Stretch stretch;
  private long cycles;
  private long markings;
  private long oldAfterLast;
  private long lastFullMillis = Long.MIN_VALUE;
  private boolean told;

  G1Marking(Consumer<LivePoint> points) {
    this.points = points;
  }

  /** A young or mixed collection ended. */
  void evacuated(Evacuation evacuation) {
    if (!told && evacuation.oldBefore() < oldAfterLast) {
      // Between two collections nothing but the end of a marking takes memory from the old pool.
      begin(evacuation.endMillis(), evacuation.oldBefore());
    }
    oldAfterLast = evacuation.oldAfter();
    if (evacuations.size() == REMEMBERED_EVACUATIONS) {
      evacuations.removeFirst();
    }
    evacuations.addLast(evacuation);
    if (stretch != null) {
      stretch.add(evacuation);
    }
  }

  /** The JVM says that a marking ended, perhaps a moment ago, and left {@code oldBytes}. */
  void marked(long endMillis, long oldBytes) {
    told = true;
    if (endMillis <= lastFullMillis) {
      return; // A full collection overtook this marking.
    }
    begin(endMillis, oldBytes);
    for (Evacuation evacuation : evacuations) {
      if (evacuation.endMillis() > endMillis) {
        stretch.add(evacuation);
      }
    }
  }

  /** A full collection ended: the one exact figure of G1. */
  void compacted(long endMillis, long heapBytes, long oldBytes) {
    close();
    stretch = null;
    evacuations.clear();
    oldAfterLast = oldBytes;
    lastFullMillis = endMillis;
    cycles++;
    points.accept(new LivePoint(endMillis, heapBytes, cycles, true));
  }

  /** Delivers a figure that waits for collections which do not come. */
  void tick(long nowMillis) {
    if (stretch != null && nowMillis - stretch.lastMillis > IDLE_MILLIS) {
      stretch.deliver();
    }
  }

  /** Markings seen to end. */
  long markings() {
    return markings;
  }

  private void begin(long endMillis, long oldBytes) {
    close();
    markings++;
    cycles++;
    stretch = new Stretch(cycles, endMillis, oldBytes);
  }

  private void close() {
    if (stretch != null) {
      stretch.deliver();
    }
  }

  /** The time from the end of one marking to the end of the next. */
  private final class Stretch {
    private final long cycle;
    private long lowest;
    private long lowestMillis;
    private long lastMillis;
    private int collections;
    private int calm;
    private long delivered = Long.MAX_VALUE;

    Stretch(long cycle, long startMillis, long oldBytes) {
      this.cycle = cycle;
      lowest = oldBytes;
      lowestMillis = startMillis;
      lastMillis = startMillis;
    }

    void add(Evacuation evacuation) {
      lastMillis = evacuation.endMillis();
      collections++;
      calm = evacuation.oldAfter() < evacuation.oldBefore() ? 0 : calm + 1;
      if (evacuation.oldAfter() < lowest) {
        lowest = evacuation.oldAfter();
        lowestMillis = evacuation.endMillis();
      }
      if (collections >= COLLECTIONS_BEFORE_SETTLED && calm >= CALM_COLLECTIONS) {
        deliver();
      }
    }

    void deliver() {
      if (lowest > 0 && (delivered == Long.MAX_VALUE || lowest < delivered * WORTH_CORRECTING)) {
        delivered = lowest;
        points.accept(new LivePoint(lowestMillis, lowest, cycle, false));
      }
    }
  }
}
