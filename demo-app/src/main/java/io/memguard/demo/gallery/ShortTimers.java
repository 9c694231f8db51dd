package io.memguard.demo.gallery;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Every job gets a scheduler of its own and shuts it down some seconds later. MemGuard must be
 * silent: the numbers of the pools rise for ever, the threads do not.
 */
final class ShortTimers implements Case {

  private static final double JOBS_PER_SECOND = 8;
  private static final double JOB_SECONDS = 4;

  private final Queue<Job> jobs = new ArrayDeque<>();
  private Ramp ramp;
  private long number;

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
      ScheduledExecutorService scheduler =
          Executors.newScheduledThreadPool(1, Daemons.named("pool-%d-thread-".formatted(++number)));
      Runnable check = () -> Payload.check(Payload.of(n, 64), n);
      jobs.add(new Job(scheduler, scheduler.scheduleAtFixedRate(check, 0, 1, TimeUnit.SECONDS)));
      if (jobs.size() > JOBS_PER_SECOND * JOB_SECONDS) {
        Job over = jobs.remove();
        if (over.checks().isDone()) {
          throw new IllegalStateException("a job of request %d has failed".formatted(n));
        }
        over.scheduler().shutdownNow();
      }
    }
  }

  /** A job whose checks go on until it is shut down, or one of them has failed. */
  private record Job(ScheduledExecutorService scheduler, Future<?> checks) {}
}
