package io.memguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.snapshot.AgentCost;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class OwnCostTest {
  private static final int MANY_TICKS = 100;
  private final OwnCost cost = new OwnCost();
  private final CountDownLatch end = new CountDownLatch(1);
  private final CountDownLatch worked = new CountDownLatch(1);
  private volatile byte[] allocated;

  @Test
  void whatAThreadHasUsedIsNotTakenBackWhenItEnds() throws Exception {
    Thread thread = new Thread(this::work, "memguard-test");
    thread.start();
    worked.await();
    AgentCost before = look();
    assertThat(before.cpuNanos()).isPositive();
    assertThat(before.allocatedBytes()).isGreaterThanOrEqualTo(allocated.length);
    end.countDown();
    thread.join();
    for (int i = 0; i < MANY_TICKS; i++) {
      AgentCost after = look();
      assertThat(after.cpuNanos()).isGreaterThanOrEqualTo(before.cpuNanos());
      assertThat(after.allocatedBytes()).isGreaterThanOrEqualTo(before.allocatedBytes());
    }
  }

  @Test
  void ticksAreCountedWithTheirWorst() {
    cost.tick(7);
    cost.tick(9);
    cost.tick(8);
    AgentCost seen = cost.of(Map.of("cgroup", 3L));
    assertThat(seen.ticks()).isEqualTo(3);
    assertThat(seen.lastTickNanos()).isEqualTo(8);
    assertThat(seen.worstTickNanos()).isEqualTo(9);
    assertThat(seen.sourceNanos()).containsEntry("cgroup", 3L);
  }

  private AgentCost look() {
    AgentCost seen = cost.of(Map.of());
    cost.tick(1);
    return seen;
  }

  private void work() {
    allocated = new byte[8 << 20];
    worked.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
