package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.HeapMemory.LivePoint;
import io.memguard.source.G1Marking.Evacuation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class G1MarkingTest {

  private final List<LivePoint> points = new ArrayList<>();
  private final G1Marking marking = new G1Marking(points::add);

  @Test
  void aFigureIsTheMinimumUntilTheMixedCollectionsAreOver() {
    marking.marked(1_000, 90);
    marking.evacuated(new Evacuation(1_100, 90, 110)); // prepares the mixed ones
    marking.evacuated(new Evacuation(1_200, 110, 85)); // mixed
    marking.evacuated(new Evacuation(1_300, 85, 70)); // mixed
    marking.evacuated(new Evacuation(1_400, 70, 80));
    assertThat(points).isEmpty();
    marking.evacuated(new Evacuation(1_500, 80, 95));
    marking.evacuated(new Evacuation(1_600, 95, 120));

    assertThat(points).containsExactly(new LivePoint(1_300, 70, 1, false));
  }

  @Test
  void theNextMarkingClosesAFigure() {
    marking.marked(1_000, 90);
    marking.evacuated(new Evacuation(1_100, 90, 95));
    marking.marked(1_200, 91);
    marking.marked(1_300, 92);

    assertThat(points)
        .containsExactly(new LivePoint(1_000, 90, 1, false), new LivePoint(1_200, 91, 2, false));
    assertThat(marking.markings()).isEqualTo(3);
  }

  @Test
  void inAQuietApplicationAFigureComesEarlyAndIsCorrectedOnce() {
    marking.marked(1_000, 100);
    marking.tick(5_000);
    assertThat(points).isEmpty();
    marking.tick(6_001);
    marking.tick(60_000);
    marking.evacuated(new Evacuation(70_000, 100, 110));
    marking.evacuated(new Evacuation(70_100, 110, 60)); // mixed
    marking.marked(80_000, 99);

    assertThat(points)
        .containsExactly(new LivePoint(1_000, 100, 1, false), new LivePoint(70_100, 60, 1, false));
  }

  @Test
  void aMarkingThatIsToldLateSeesTheCollectionsSince() {
    marking.evacuated(new Evacuation(900, 50, 55));
    marking.evacuated(new Evacuation(1_100, 90, 110));
    marking.evacuated(new Evacuation(1_200, 110, 70));
    marking.marked(1_000, 90);
    marking.marked(1_300, 80);

    assertThat(points).containsExactly(new LivePoint(1_200, 70, 1, false));
  }

  @Test
  void withoutAnyoneToTellItIsInferredFromMemoryThatVanishedBetweenCollections() {
    marking.evacuated(new Evacuation(1_000, 150, 180));
    marking.evacuated(new Evacuation(1_100, 180, 200));
    marking.evacuated(new Evacuation(1_200, 90, 110));
    marking.evacuated(new Evacuation(1_300, 110, 130));
    marking.evacuated(new Evacuation(1_400, 130, 150));

    assertThat(points).containsExactly(new LivePoint(1_200, 90, 1, false));
  }

  @Test
  void aFullCollectionIsExactAndEndsAMarking() {
    marking.marked(1_000, 90);
    marking.compacted(1_500, 72, 70);
    marking.marked(1_400, 88); // told late
    marking.evacuated(new Evacuation(1_600, 70, 75));

    assertThat(points)
        .containsExactly(new LivePoint(1_000, 90, 1, false), new LivePoint(1_500, 72, 2, true));
  }
}
