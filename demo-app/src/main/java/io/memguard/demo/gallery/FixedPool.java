package io.memguard.demo.gallery;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A fixed pool starts a thread for every task, idle ones or not, until it has its 200; then it
 * starts no more. MemGuard may watch the threads; it must not warn, for the pool is one and full.
 */
final class FixedPool implements Case {

  private static final int THREADS = 200;

  private ExecutorService pool;
  private Ramp ramp;

  @Override
  public About about() {
    return About.healthy("fixed-pool", "a fixed pool of 200 threads that fills one by one");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(THREADS, 0.5);
    pool = Executors.newFixedThreadPool(THREADS, Daemons.named("pool-1-thread-"));
  }

  @Override
  public void onRequest(long n) throws Exception {
    for (int i = 0; i < ramp.due(n, 1); i++) {
      Future<byte[]> report = pool.submit(() -> Payload.of(n, 1 << 10));
      Payload.check(report.get(), n);
    }
  }
}
