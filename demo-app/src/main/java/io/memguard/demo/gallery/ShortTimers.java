package io.memguard.demo.gallery;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Every job gets a scheduler of its own and shuts it down some seconds later. MemGuard must be
 * silent: the numbers of the pools rise for ever, the threads do not.
 */
final class ShortTimers implements Case {

  private static final double JOBS_PER_SECOND = 8;
  private static final double JOB_SECONDS = 4;

  private final Queue<ScheduledExecutorService> jobs = new ArrayDeque<>();
  private Ramp ramp;

  @Override
  public About about() {
    return About.healthy("short-timers", "a scheduler for every job, shut down after it");
  }

  @Override
  public void start(Run run) {
    ramp = new Ramp(JOBS_PER_SECOND / run.rate());
  }

  @Override
  public synchronized void onRequest(long n) {
    for (int i = 0; i < ramp.due(n, 1); i++) {
      ScheduledExecutorService job = Executors.newScheduledThreadPool(1, new Daemons());
      job.scheduleAtFixedRate(() -> Payload.check(Payload.of(n, 64), n), 0, 1, TimeUnit.SECONDS);
      jobs.add(job);
      if (jobs.size() > JOBS_PER_SECOND * JOB_SECONDS) {
        jobs.remove().shutdownNow();
      }
    }
  }
}
