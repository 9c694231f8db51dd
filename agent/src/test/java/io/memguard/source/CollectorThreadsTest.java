package io.memguard.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectorThreadsTest {
  @TempDir private Path proc;

  @Test
  void theWaitsOfTheJvmsThreadAndItsFirstWorkerAreSummed() throws Exception {
    thread(10, "java", "900000 800000 7");
    thread(11, "GC Thread#0", "5225307 71516 13");
    thread(12, "GC Thread#1", "5225307 1000000 13");
    thread(13, "VM Thread", "7000000 28484 90");

    assertThat(new CollectorThreads(proc).waitedNanos()).isEqualTo(100_000);
  }

  @Test
  void anythingElseIsNoWait() throws Exception {
    thread(13, "VM Thread", "what");
    assertThat(new CollectorThreads(proc).waitedNanos()).isZero();
    assertThat(new CollectorThreads(proc.resolve("none")).waitedNanos()).isZero();
  }

  @Test
  void theseOfThisJvmAreFound() {
    assertThat(new CollectorThreads(Path.of("/proc")).waitedNanos()).isPositive();
  }

  private void thread(int id, String name, String schedstat) throws IOException {
    Path task = Files.createDirectories(proc.resolve("self/task/" + id));
    Files.writeString(task.resolve("comm"), name + "\n");
    Files.writeString(task.resolve("schedstat"), schedstat + "\n");
  }
}
