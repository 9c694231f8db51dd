package io.memguard.demo.gallery;

import java.util.ArrayList;
import java.util.List;

/**
 * Every twenty seconds a job reads nearly half a heap of rows, works on them for five seconds and
 * drops them. MemGuard must be silent: the live set is the same between any two jobs.
 */
final class BatchJob implements Case {

  private static final double JOB_OF_HEAP = 0.45;
  private static final double EVERY_SECONDS = 20;
  private static final double READING_SECONDS = 1;
  private static final double WHOLE_SECONDS = 5;
  private static final int ROW_BYTES = 16 << 10;

  private List<Parcel> rows = new ArrayList<>();
  private Ramp reading;
  private long requestsReading;
  private long requestsInJob;
  private long requestsBetween;

  @Override
  public About about() {
    return About.healthy("batch-job", "a job that holds nearly half of the heap for some seconds");
  }

  @Override
  public void start(Run run) {
    requestsReading = run.requestsIn(READING_SECONDS);
    requestsInJob = run.requestsIn(WHOLE_SECONDS);
    requestsBetween = run.requestsIn(EVERY_SECONDS);
    reading = new Ramp(JOB_OF_HEAP * run.heapBytes() / requestsReading);
  }

  @Override
  public synchronized void onRequest(long n) {
    // The first job waits until the service is warm.
    long step = (n + requestsBetween / 2) % requestsBetween;
    if (step < requestsReading) {
      for (int i = 0; i < reading.due(n, ROW_BYTES); i++) {
        rows.add(Parcel.of(n, ROW_BYTES));
      }
    } else if (step < requestsInJob) {
      rows.forEach(Parcel::check);
    } else {
      rows = new ArrayList<>();
    }
  }
}
