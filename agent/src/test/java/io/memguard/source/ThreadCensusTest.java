package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.ThreadFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real threads of this JVM, counted. */
class ThreadCensusTest {
  private static final int MANY = 20;

  private final ThreadCensus census = ThreadCensus.ofThisJvm().value().orElseThrow();
  private final List<ExecutorService> pools = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void endAll() throws InterruptedException {
    end.countDown();
    pools.forEach(ExecutorService::shutdown);
    for (ExecutorService pool : pools) {
      assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  void theWorkersOfOnePoolHaveOneOwnerWhateverTheirNames() throws Exception {
    pool(MANY, false, "one-");
    assertThat(settled("one-#", 1).threads()).isEqualTo(MANY);
  }

  @Test
  void threadsWithNamesOfTheirOwnAreABoundedNumberOfFamilies() throws Exception {
    for (char a = 'a'; a <= 'z'; a++) {
      for (char b = 'a'; b <= 'p'; b++) {
        String name = "client-" + a + b + "-" + "x".repeat(10_000);
        pool(1, false, task -> new Thread(null, task, name, 64 << 10));
      }
    }
    List<ThreadFamily> families = census.read().value().orElseThrow();
    assertThat(families).hasSize(256);
    assertThat(families)
        .allSatisfy(f -> assertThat(f.pattern()).hasSizeLessThanOrEqualTo(NamePattern.LONGEST));
  }

  @Test
  void theWorkersOfOneCachedPoolHaveOneOwner() throws Exception {
    pool(MANY, true, "cached-");
    assertThat(settled("cached-#", 1).threads()).isEqualTo(MANY);
  }

  @Test
  void poolsThatHideBehindOneNameAreToldApartByTheirQueues() throws Exception {
    AtomicInteger number = new AtomicInteger();
    for (int i = 0; i < MANY; i++) {
      pool(1, false, task -> new Thread(task, "client-" + number.incrementAndGet()));
    }
    ThreadFamily family = settled("client-#", MANY);
    assertThat(family.threads()).isEqualTo(MANY);
    assertThat(String.join(" ", family.stack())).contains("LinkedBlockingQueue.take");
  }

  @Test
  void numberedPoolsAreCountedByTheirNumbers() throws Exception {
    for (int i = 1; i <= 5; i++) {
      String name = "shop-" + i + "-thread-";
      pool(3, false, name);
    }
    ThreadFamily family = settled("shop-#-thread-#", 5);
    assertThat(family.threads()).isEqualTo(15);
  }

  @Test
  void threadsWithoutAPoolStandForThemselves() {
    for (int i = 0; i < MANY; i++) {
      Thread thread = new Thread(this::await, "alone-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    ThreadFamily family = settled("alone-#", MANY);
    assertThat(family.state()).isEqualTo("WAITING");
  }

  @Test
  void whatEndedAndWhatIsIdleIsKnownFromTheSecondLookOn() throws Exception {
    pool(2, false, "stays-");
    ExecutorService goes = pool(3, false, "goes-");
    settled("goes-#", 3);
    goes.shutdown();
    assertThat(goes.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    while (find("goes-#") != null) {
      Thread.onSpinWait();
    }
    pool(1, false, "goes-");
    assertThat(settled("goes-#", 1).ended()).isEqualTo(3);
    assertThat(settled("stays-#", 2).ended()).isZero();
    census.forget();
    assertThat(settled("goes-#", 1).ended()).isZero();
  }

  private void await() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ExecutorService pool(int threads, boolean cached, String prefix) throws Exception {
    AtomicInteger number = new AtomicInteger();
    return pool(threads, cached, task -> new Thread(task, prefix + number.incrementAndGet()));
  }

  /** A pool of idle threads. */
  private ExecutorService pool(int threads, boolean cached, ThreadFactory factory)
      throws Exception {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            cached ? 0 : threads,
            threads,
            1,
            TimeUnit.MINUTES,
            cached ? new SynchronousQueue<>() : new LinkedBlockingQueue<>(),
            factory);
    pools.add(pool);
    CountDownLatch running = new CountDownLatch(threads);
    CountDownLatch go = new CountDownLatch(1);
    for (int i = 0; i < threads; i++) {
      pool.execute(
          () -> {
            running.countDown();
            try {
              go.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
    running.await();
    go.countDown();
    return pool;
  }

  /**
   * The family once its threads have come to rest with that many owners; the last look if never.
   */
  private ThreadFamily settled(String pattern, int owners) {
    ThreadFamily family = null;
    for (int look = 0; look < 2_000 && (family == null || family.owners() != owners); look++) {
      family = find(pattern);
    }
    assertThat(family).isNotNull();
    assertThat(family.owners()).as(pattern).isEqualTo(owners);
    return family;
  }

  private ThreadFamily find(String pattern) {
    return census.read().value().orElseThrow().stream()
        .filter(family -> family.pattern().equals(pattern))
        .findFirst()
        .orElse(null);
  }
}
