package io.memguard;

import io.memguard.act.DiskQuota;
import io.memguard.act.IncidentFolder;
import io.memguard.snapshot.Reading;
import io.memguard.source.FlightStream;
import io.memguard.thread.OwnThread;
import io.memguard.verdict.Phrase;
import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Puts JFR's recording of the minutes before into incidents, as {@code recording.jfr}; where it
 * cannot be had, {@code recording.txt} says why. On a thread of its own, one after the other: JFR
 * waits for other recordings that end, and for the disk.
 */
final class FlightDumps {
  private static final String RECORDING = "recording.jfr";
  private static final String REASON = "recording.txt";

  /** Twice the largest chunk of JFR's default, 12 MB; ours are of 4 MB. */
  private static final long ROOM = 24 << 20;

  private static final int MOST_WAITING = 4;
  private static final int SECONDS_OF_REST = 10;

  private final Supplier<Reading<FlightStream>> stream;
  private final DiskQuota quota;
  private final Consumer<Phrase> log;
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          0, // No thread where there is nothing to write.
          1,
          SECONDS_OF_REST,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST_WAITING),
          work -> new OwnThread("recording", work));

  /**
   * Of one life.
   *
   * @param stream once it is started, or why there is none
   * @param log hears why one could not be written
   */
  FlightDumps(Supplier<Reading<FlightStream>> stream, DiskQuota quota, Consumer<Phrase> log) {
    this.stream = stream;
    this.quota = quota;
    this.log = log;
  }

  /** Writes it soon, in place of an earlier one. */
  void into(IncidentFolder folder) {
    try {
      writer.execute(() -> write(folder));
    } catch (RejectedExecutionException busy) {
      log.accept(Phrase.of("incident.no-recording", folder.path(), Phrase.of("incident.busy")));
    }
  }

  private void write(IncidentFolder folder) {
    try {
      String reason = tried(folder);
      if (!reason.isEmpty()) {
        folder.write(REASON, "There is no recording: " + reason + "\n");
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      log.accept(Phrase.of("incident.no-recording", folder.path(), e));
    }
  }

  /** Why there is none; empty when it is there. */
  private String tried(IncidentFolder folder) throws IOException {
    Reading<FlightStream> running = stream.get();
    if (!running.isKnown()) {
      return running.reason();
    }
    if (!quota.makeRoom(ROOM)) {
      return "it would pass dir-max, or remove what is not ours to remove";
    }
    FlightStream flight = running.value().orElseThrow();
    String missing = flight.missing();
    if (!missing.isEmpty()) {
      return missing;
    }
    folder.write(RECORDING, flight::dump);
    return "";
  }
}
