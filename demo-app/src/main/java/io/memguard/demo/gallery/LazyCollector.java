package io.memguard.demo.gallery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Much garbage, a short memory of recent requests, and now and then a report that holds more than
 * half of the heap until it is sent. MemGuard must be silent: what lives after the reports is flat,
 * however high the heap stands between two collections.
 */
final class LazyCollector implements Case {

  private static final int CHUNK_BYTES = 16 << 10;
  private static final double GARBAGE_OF_HEAP_PER_SECOND = 0.3;
  private static final double RECENT_OF_HEAP = 0.1;
  private static final double REPORT_OF_HEAP = 0.5;
  private static final double REPORT_SECONDS = 6;
  private static final double REPORT_EVERY_SECONDS = 15;

  private final Queue<byte[]> recent = new ArrayDeque<>();
  private List<byte[]> report = new ArrayList<>();
  private Ramp garbage;
  private Ramp reporting;
  private int recentChunks;
  private long requestsToReport;
  private long requestsBetweenReports;

  @Override
  public About about() {
    return About.healthy("lazy-collector", "much garbage, bursts of the heap, a flat live set");
  }

  @Override
  public void start(Run run) {
    garbage = new Ramp(GARBAGE_OF_HEAP_PER_SECOND * run.heapBytes() / run.rate());
    recentChunks = (int) (RECENT_OF_HEAP * run.heapBytes() / CHUNK_BYTES);
    requestsToReport = run.requestsIn(REPORT_SECONDS);
    requestsBetweenReports = run.requestsIn(REPORT_EVERY_SECONDS);
    reporting = new Ramp(REPORT_OF_HEAP * run.heapBytes() / requestsToReport);
  }

  @Override
  public synchronized void onRequest(long n) {
    for (int i = 0; i < garbage.due(n, CHUNK_BYTES); i++) {
      recent.add(Payload.of(n, CHUNK_BYTES));
      if (recent.size() > recentChunks) {
        recent.remove();
      }
    }
    long step = n % requestsBetweenReports;
    if (step < requestsToReport) {
      for (int i = 0; i < reporting.due(n, CHUNK_BYTES); i++) {
        report.add(Payload.of(n, CHUNK_BYTES));
      }
    } else if (step >= 2 * requestsToReport) {
      report = new ArrayList<>();
    }
  }
}
