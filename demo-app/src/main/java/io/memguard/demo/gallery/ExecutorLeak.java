package io.memguard.demo.gallery;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Each job makes an executor for its parts and never shuts it down: its threads wait for ever.
 * MemGuard must say that threads leak and name their pattern or {@code Job.run}.
 */
final class ExecutorLeak implements Case {

  private static final int THREADS_PER_JOB = 4;

  private Ramp ramp;

  @Override
  public About about() {
    return About.sick(
        "executor-leak",
        "an executor for each job that is never shut down",
        "thread-leak",
        "\\bpool-\\S*-thread|\\bJob\\.run\\b");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.nativeRoom(), 0.9);
  }

  @Override
  public void onRequest(long n) throws Exception {
    for (int i = 0; i < ramp.due(n, THREADS_PER_JOB * LeakedThread.BYTES); i++) {
      Job.run(n);
    }
  }

  static final class Job {

    private Job() {}

    static void run(long number) throws Exception {
      ExecutorService executor = Executors.newFixedThreadPool(THREADS_PER_JOB);
      Callable<Long> part = () -> LeakedThread.work(number);
      for (var done : executor.invokeAll(List.of(part, part, part, part))) {
        if (done.get() != number) {
          throw new IllegalStateException("job " + number + " went wrong");
        }
      }
    }
  }
}
