package io.memguard.investigate;

import io.memguard.detect.Question;
import io.memguard.instrument.DirectMemoryTracking;
import io.memguard.ledger.Window;
import io.memguard.snapshot.Reading;
import java.util.Set;
import java.util.function.Consumer;

/** Arms the tracking of direct allocations while direct memory is under suspicion. */
public final class TrackSites implements Investigation {
  private final DirectMemoryTracking tracking;
  private final Consumer<String> log;
  private boolean tracked;
  private boolean refused;

  public TrackSites(DirectMemoryTracking tracking, Consumer<String> log) {
    this.tracking = tracking;
    this.log = log;
  }

  @Override
  public void settle(Set<Question> questions, Window window) {
    if (tracked || refused || !questions.contains(Question.TRACK_DIRECT_SITES)) {
      return;
    }
    Reading<?> armed = tracking.arm();
    tracked = armed.isKnown();
    if (!tracked) {
      refused = true;
      log.accept("allocation sites of direct memory cannot be tracked: " + armed.reason());
    }
  }

  @Override
  public void rest() {
    if (tracked) {
      tracking.disarm();
      tracked = false;
    }
  }
}
