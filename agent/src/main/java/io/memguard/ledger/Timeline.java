package io.memguard.ledger;

import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.Neighbour;
import io.memguard.snapshot.Snapshot;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The whole life of the container's memory in at most {@link #MOST_POINTS} points, for people to
 * look at. When it is full, of two neighbouring points the one with the higher usage stays: peaks
 * are what a picture must not lose. Used by one thread; the {@link Points} that it returns are
 * immutable.
 */
public final class Timeline {
  static final int MOST_POINTS = 720;

  /**
   * One moment. Bytes.
   *
   * @param usage of the container; the resident set where there is no container
   * @param nonReclaimable empty without a container
   * @param bands disjoint parts of {@code usage}
   */
  public record Point(
      long epochMillis,
      long usage,
      OptionalLong limit,
      OptionalLong nonReclaimable,
      Map<Band, Long> bands) {}

  /** All points up to a moment, oldest first; the last one is that moment. */
  public static final class Points {
    private final Point[] kept;
    private final int size;
    private final Point last;

    /** Only the first {@code size} elements are read: later ones are written meanwhile. */
    private Points(Point[] kept, int size, Point last) {
      this.kept = kept;
      this.size = size;
      this.last = last;
    }

    public List<Point> all() {
      Point[] points = Arrays.copyOf(kept, size + 1);
      points[size] = last;
      // A point that is also the last is listed once.
      return Stream.of(points).distinct().toList();
    }
  }

  private Point[] kept = new Point[MOST_POINTS];
  private int size;
  private int ticksPerPoint = 1;
  private int ticks;
  private Point highest;

  /** Takes a tick and returns the picture up to it. */
  public Points append(Snapshot snapshot, Statement statement) {
    Point point = point(snapshot, statement);
    highest = highest == null || point.usage() >= highest.usage() ? point : highest;
    ticks++;
    if (ticks >= ticksPerPoint) {
      if (size == MOST_POINTS) {
        halve();
      }
      kept[size] = highest;
      size++;
      highest = null;
      ticks = 0;
    }
    return new Points(kept, size, point);
  }

  private void halve() {
    Point[] half = new Point[MOST_POINTS];
    for (int i = 0; i < MOST_POINTS / 2; i++) {
      Point first = kept[2 * i];
      Point second = kept[2 * i + 1];
      half[i] = first.usage() > second.usage() ? first : second;
    }
    kept = half;
    size = MOST_POINTS / 2;
    ticksPerPoint *= 2;
  }

  private static Point point(Snapshot snapshot, Statement statement) {
    EnumMap<Band, Long> bands = new EnumMap<>(Band.class);
    for (Band band : Band.values()) {
      long bytes =
          band.items().stream().mapToLong(item -> statement.process().getOrDefault(item, 0L)).sum();
      bands.put(band, bytes);
    }
    ContainerMemory container = snapshot.container().value().orElse(null);
    if (container == null) {
      long files = statement.process().getOrDefault(Item.FILES, 0L);
      bands.put(Band.FILES, files);
      bands.put(Band.SHARED, statement.process().getOrDefault(Item.SHARED, 0L));
      return closed(
          snapshot, statement.rss(), OptionalLong.empty(), OptionalLong.empty(), 0, bands);
    }
    long heap = bands.get(Band.HEAP);
    boolean heapIsShared = Row.heapIsSharedMemory(snapshot);
    bands.put(Band.SHARED, Math.max(0, container.sharedMemory() - (heapIsShared ? heap : 0)));
    bands.put(Band.FILES, container.pageCache());
    bands.put(Band.KERNEL, container.kernel());
    return closed(
        snapshot,
        container.usage(),
        container.limit(),
        OptionalLong.of(container.nonReclaimable()),
        snapshot.neighbours().value().orElse(List.of()).stream().mapToLong(Neighbour::rss).sum(),
        bands);
  }

  private static Point closed(
      Snapshot snapshot,
      long usage,
      OptionalLong limit,
      OptionalLong nonReclaimable,
      long neighbours,
      EnumMap<Band, Long> bands) {
    long known = bands.values().stream().mapToLong(Long::longValue).sum();
    long left = Math.max(0, usage - known);
    // Resident sets share pages with each other and with the page cache: together they may be more.
    bands.put(Band.NEIGHBOURS, Math.min(left, neighbours));
    bands.put(Band.REST, Math.max(0, left - neighbours));
    return new Point(snapshot.epochMillis(), usage, limit, nonReclaimable, bands);
  }
}
