package io.memguard.investigate;

import io.memguard.detect.Question;
import io.memguard.instrument.DirectMemoryTracking;
import io.memguard.ledger.Window;
import io.memguard.snapshot.Reading;
import io.memguard.verdict.Phrase;
import java.util.Set;
import java.util.function.Consumer;

/** Arms the tracking of direct allocations while direct memory is under suspicion. */
public final class TrackSites implements Investigation {
  private final DirectMemoryTracking tracking;
  private final Consumer<Phrase> log;
  private boolean tracked;
  private boolean refused;

  public TrackSites(DirectMemoryTracking tracking, Consumer<Phrase> log) {
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
      log.accept(Phrase.of("log.no-sites", armed.reason()));
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
