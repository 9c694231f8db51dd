package io.memguard.source;

import io.memguard.snapshot.HeapMemory.Collector;
import io.memguard.snapshot.HeapMemory.LivePoint;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Hears of every collection and keeps, until they are drained, the figures that bound the live set
 * from above: heap in use right after a collection that looked at the whole heap.
 *
 * <ul>
 *   <li>Serial, Parallel: the heap after a full collection; exact.
 *   <li>ZGC, Shenandoah: the heap after a whole cycle. What was allocated during the cycle is in
 *       it, much of it under Shenandoah. In Shenandoah's generational mode most cycles are young
 *       and say nothing: only those that took memory from the old generation count.
 *   <li>G1: see {@link G1Marking}. The end of a marking is told by a bean since JDK 20, before that
 *       by the JFR stream ({@link #marked}). Without both (17 with {@code jfr=off}) it is inferred
 *       from old memory that vanished between two collections, so a leak in a heap where marking
 *       finds <em>nothing at all</em> to free has no figures until the first full collection.
 * </ul>
 *
 * <p>A heap that is never collected as a whole has no figures. Two points of one {@code cycle}: the
 * later replaces the earlier.
 */
public final class LivePoints implements AutoCloseable {

  /** What one notification of a collector bean says; usages in bytes, times by the same clock. */
  record Collected(
      String bean,
      long ordinal,
      long endMillis,
      long oldBefore,
      long oldAfter,
      long heapAfter,
      boolean generations) {}

  private static final int KEPT_POINTS = 256;

  private final Deque<LivePoint> points = new ArrayDeque<>();
  private final G1Marking g1 = new G1Marking(this::keep);
  private Collector collector = Collector.OTHER;
  private boolean markingBean;
  private long cycles;
  private long requestedMillis;
  private String reason = "";
  private AutoCloseable subscription = () -> {};
  private volatile Runnable onSystemGc = () -> {};

  LivePoints() {}

  /** Starts to listen to the collectors of this JVM. Never throws. */
  public static LivePoints subscribe() {
    LivePoints livePoints = new LivePoints();
    String reason;
    AutoCloseable subscription = () -> {};
    try {
      subscription = CollectionNotifications.subscribe(livePoints);
      reason = "";
    } catch (LinkageError e) {
      reason = PlatformBeans.MISSING_MODULE;
    } catch (RuntimeException e) {
      reason = "the collector beans cannot be heard: " + e;
    }
    synchronized (livePoints) {
      livePoints.reason = reason;
      livePoints.subscription = subscription;
    }
    return livePoints;
  }

  /**
   * The clock of everything here: that of {@link System#nanoTime}, for the wall clock may be set.
   * Milliseconds.
   */
  static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /** Why no collection is heard; empty when they are. */
  public synchronized String reason() {
    return reason;
  }

  /** The figures since the last call, oldest first. */
  public synchronized List<LivePoint> drain() {
    g1.tick(nowMillis());
    List<LivePoint> drained = List.copyOf(points);
    points.clear();
    return drained;
  }

  /**
   * Hears when {@code System.gc()} was called and has been obeyed: the JDK does so before it
   * refuses direct memory. Called on a thread of the JVM that other listeners share.
   */
  public void onSystemGc(Runnable listener) {
    onSystemGc = listener;
  }

  void systemGc() {
    onSystemGc.run();
  }

  @Override
  public void close() {
    AutoCloseable open;
    synchronized (this) {
      open = subscription;
      subscription = () -> {};
    }
    try {
      open.close();
    } catch (Exception e) {
      // The listener was removed before; there is nothing left to undo.
    }
  }

  synchronized void listening(Collector running, boolean withMarkingBean) {
    collector = running;
    markingBean = withMarkingBean;
  }

  /** Whether nobody but the JFR stream can tell when G1's markings end. */
  synchronized boolean needsMarkings() {
    return collector == Collector.G1 && !markingBean;
  }

  /** G1's markings since the subscription. */
  synchronized long markings() {
    return g1.markings();
  }

  /** A full collection stopped the application only because somebody asked to look at the heap. */
  synchronized void requested(long millis) {
    requestedMillis += millis;
  }

  /** How long such collections took since the subscription, milliseconds. */
  synchronized long requestedMillis() {
    return requestedMillis;
  }

  /** G1 finished marking and holds {@code oldBytes} in old and humongous regions. */
  synchronized void marked(long endMillis, long oldBytes) {
    g1.marked(endMillis, oldBytes);
  }

  /** Called on a thread of the JVM that other listeners share. */
  synchronized void collected(Collected c) {
    switch (HeapPools.role(c.bean())) {
      case YOUNG -> {
        if (collector == Collector.G1) {
          g1.evacuated(new G1Marking.Evacuation(c.endMillis(), c.oldBefore(), c.oldAfter()));
        }
      }
      case MARKING -> {
        if (c.ordinal() % 2 == 0) { // Remark is odd, Cleanup even; Cleanup is the later.
          g1.marked(c.endMillis(), c.oldAfter());
        }
      }
      case FULL -> {
        if (collector == Collector.G1) {
          g1.compacted(c.endMillis(), c.heapAfter(), c.oldAfter());
        } else {
          cycle(c, true);
        }
      }
      case CYCLE -> {
        boolean perhapsYoung = collector == Collector.SHENANDOAH && c.generations();
        if (!perhapsYoung || c.oldAfter() < c.oldBefore()) {
          cycle(c, false);
        }
      }
      case YOUNG_CYCLE, PAUSES, UNKNOWN -> {}
    }
  }

  private void cycle(Collected c, boolean exact) {
    cycles++;
    if (c.heapAfter() > 0) { // ZGC's first warm-up cycles may report nothing.
      keep(new LivePoint(c.endMillis(), c.heapAfter(), cycles, exact));
    }
  }

  private void keep(LivePoint point) {
    if (points.size() == KEPT_POINTS) {
      points.removeFirst();
    }
    points.addLast(point);
  }
}
