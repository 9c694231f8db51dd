package io.memguard.source;

import io.memguard.snapshot.HeldObject;
import io.memguard.snapshot.Reading;
import java.time.Duration;
import java.util.List;

/**
 * Samples objects as they are allocated, and finds out what holds those that still live. Costs a
 * stack walk for each new allocation buffer while it is armed, and a safepoint for each search.
 */
public interface ObjectSampling {

  /** Begins to sample; does nothing when it has begun. The reason says why it cannot be had. */
  Reading<Boolean> arm();

  /**
   * Searches what holds the sampled objects. They are there for {@link #take} a moment later.
   *
   * @param cutoff when to give the search up; it is overshot by some tenths of a second
   * @return how long it took in nanoseconds; the application stood still for most of it
   */
  Reading<Long> search(Duration cutoff);

  /**
   * What searches have found since the last call. Samples that outlived the last collection and
   * were not reached have no chain: soft and weak references are not followed.
   */
  List<HeldObject> take();

  /** Ends the sampling; what was sampled is forgotten. */
  void disarm();
}
