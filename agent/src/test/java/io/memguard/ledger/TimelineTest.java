package io.memguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.ledger.Timeline.Point;
import io.memguard.snapshot.HeapMemory.Collector;
import io.memguard.snapshot.Neighbour;
import io.memguard.snapshot.Snapshot;
import io.memguard.snapshot.Ticks;
import io.memguard.snapshot.Ticks.Part;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private final Ticks service = new Ticks(5);
  private final Timeline timeline = new Timeline();

  @Test
  void theBandsAreTheUsage() {
    service.direct = 50;
    Point point = only(append());
    assertThat(point.bands())
        .containsEntry(Band.HEAP, 120 * Ticks.MIB)
        .containsEntry(Band.DIRECT, 50 * Ticks.MIB)
        .containsEntry(Band.FILES, 70 * Ticks.MIB)
        .containsEntry(Band.KERNEL, 8 * Ticks.MIB);
    assertThat(sum(point.bands())).isEqualTo(point.usage());
    assertThat(point.limit()).hasValue(1024 * Ticks.MIB);
    assertThat(point.nonReclaimable()).hasValue(service.nonReclaimable());
  }

  @Test
  void otherProcessesHaveABandOfTheirOwn() {
    service.absent.remove(Part.NEIGHBOURS);
    service.neighbours = List.of(new Neighbour(7, "sidecar", 30 * Ticks.MIB));
    Point point = only(append());
    assertThat(point.bands())
        .containsEntry(Band.NEIGHBOURS, 30 * Ticks.MIB)
        .containsEntry(Band.REST, 0L);
    assertThat(sum(point.bands())).isEqualTo(point.usage());
  }

  /** Resident sets of processes that share pages count these pages more than once. */
  @Test
  void otherProcessesTakeNoMoreThanIsLeft() {
    service.absent.remove(Part.NEIGHBOURS);
    service.neighbours = List.of(new Neighbour(7, "sidecar", 30 * Ticks.MIB));
    Snapshot shared = service.next();
    // What the heap is said to have here leaves the sidecar 10 of its 30 MiB.
    service.heapResident += 20;
    Statement statement = Statement.of(service.next());
    Point point = only(timeline.append(shared, statement));
    assertThat(point.bands()).containsEntry(Band.NEIGHBOURS, 10 * Ticks.MIB);
    assertThat(sum(point.bands())).isEqualTo(point.usage());
  }

  @Test
  void aHeapOfSharedMemoryIsCountedOnce() {
    service.collector = Collector.Z;
    service.shared = 125;
    assertThat(only(append()).bands())
        .containsEntry(Band.HEAP, 120 * Ticks.MIB)
        .containsEntry(Band.SHARED, 5 * Ticks.MIB);
  }

  @Test
  void withoutAContainerTheResidentSetIsTheWhole() {
    service.absent.add(Part.CONTAINER);
    Point point = only(append());
    assertThat(point.usage()).isEqualTo(service.rss());
    assertThat(point.limit()).isEqualTo(OptionalLong.empty());
    assertThat(point.nonReclaimable()).isEqualTo(OptionalLong.empty());
    assertThat(sum(point.bands())).isEqualTo(point.usage());
  }

  @Test
  void aLongLifeKeepsItsPeaksItsBeginningAndItsEnd() {
    long first = append().all().get(0).epochMillis();
    Timeline.Points points = null;
    long last = 0;
    for (int tick = 1; tick < 10 * Timeline.MOST_POINTS; tick++) {
      service.kernel = tick == 1234 ? 500 : 8;
      last = service.epochMillis;
      points = append();
    }
    List<Point> all = points.all();
    assertThat(all).hasSizeLessThanOrEqualTo(Timeline.MOST_POINTS + 1);
    assertThat(all).hasSizeGreaterThan(Timeline.MOST_POINTS / 2);
    assertThat(all).extracting(Point::epochMillis).isSorted().doesNotHaveDuplicates();
    assertThat(all.get(0).epochMillis()).isLessThan(first + 16 * 5_000);
    assertThat(all.get(all.size() - 1).epochMillis()).isEqualTo(last);
    assertThat(all).filteredOn(p -> p.bands().get(Band.KERNEL) == 500 * Ticks.MIB).hasSize(1);
  }

  @Test
  void whatWasReturnedDoesNotChange() {
    Timeline.Points early = append();
    List<Point> before = early.all();
    for (int tick = 0; tick < 2 * Timeline.MOST_POINTS; tick++) {
      append();
    }
    assertThat(early.all()).isEqualTo(before).hasSize(1);
  }

  private Timeline.Points append() {
    Snapshot snapshot = service.next();
    return timeline.append(snapshot, Statement.of(snapshot));
  }

  private static Point only(Timeline.Points points) {
    assertThat(points.all()).hasSize(1);
    return points.all().get(0);
  }

  private static long sum(Map<Band, Long> bands) {
    return bands.values().stream().mapToLong(Long::longValue).sum();
  }
}
