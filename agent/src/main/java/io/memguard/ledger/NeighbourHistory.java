package io.memguard.ledger;

import io.memguard.snapshot.Neighbour;
import java.util.ArrayList;
import java.util.List;

/**
 * The other processes of the container at moments of this life, oldest first. Bounded: when full,
 * every second moment goes and later ones are kept half as often, so that a long life keeps its
 * whole shape.
 */
public final class NeighbourHistory {
  private static final int CAPACITY = 128;

  private final List<Moment> moments = new ArrayList<>();
  private long ticks;
  private long every = 1;

  private record Moment(double second, List<Neighbour> present) {}

  void append(double second, List<Neighbour> present) {
    if (ticks++ % every != 0) {
      return;
    }
    moments.add(new Moment(second, present));
    if (moments.size() == CAPACITY) {
      List<Moment> kept = new ArrayList<>();
      for (int i = 0; i < CAPACITY; i += 2) {
        kept.add(moments.get(i));
      }
      moments.clear();
      moments.addAll(kept);
      every *= 2;
    }
  }

  /** Who was there at that second of the ledger's clock or, if nobody looked then, just before. */
  public List<Neighbour> at(double second) {
    List<Neighbour> present = moments.isEmpty() ? List.of() : moments.get(0).present();
    for (Moment moment : moments) {
      if (moment.second() > second) {
        break;
      }
      present = moment.present();
    }
    return present;
  }
}
