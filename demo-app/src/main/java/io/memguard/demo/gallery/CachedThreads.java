package io.memguard.demo.gallery;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A cached pool of threads: a burst of slow calls starts 150, some seconds later they have ended,
 * again and again. MemGuard must be silent, though each burst alone looks like a leak of threads.
 */
final class CachedThreads implements Case {

  private static final int BURST = 150;
  private static final int KEEP_ALIVE_SECONDS = 4;
  private static final double EVERY_SECONDS = 15;
  private static final long CALL_NANOS = 2_000_000_000L;

  private ThreadPoolExecutor pool;
  private long requestsBetweenBursts;

  @Override
  public About about() {
    return About.healthy("cached-threads", "bursts of 150 threads that end some seconds later");
  }

  @Override
  public void start(Run run) {
    requestsBetweenBursts = run.requestsIn(EVERY_SECONDS);
    pool =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            KEEP_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Daemons.named("pool-1-thread-"));
  }

  @Override
  public void onRequest(long n) {
    if (n % requestsBetweenBursts < BURST) {
      pool.execute(() -> LockSupport.parkNanos(CALL_NANOS));
    }
  }
}
