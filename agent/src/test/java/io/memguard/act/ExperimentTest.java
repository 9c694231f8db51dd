package io.memguard.act;

import static io.memguard.verdict.English.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.act.Attempt.Done;
import io.memguard.act.Attempt.Refused;
import io.memguard.snapshot.Reading;
import io.memguard.source.CommandRunner;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class ExperimentTest {

  private static final long MIB = 1 << 20;

  /** The platform's own way to the same commands. */
  private static final CommandRunner REAL =
      command -> {
        Map<String, String> operations =
            Map.of("GC.run", "gcRun", "System.trim_native_heap", "systemTrimNativeHeap");
        try {
          ObjectName bean = new ObjectName("com.sun.management:type=DiagnosticCommand");
          Object answer =
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(bean, operations.get(command), new Object[0], new String[0]);
          return Reading.known(String.valueOf(answer));
        } catch (JMException e) {
          return Reading.unavailable(e.toString());
        }
      };

  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void collectionTellsGarbageFromRetainedBuffers() {
    List<ByteBuffer> buffers = allocate(64);
    CollectGarbage action = new CollectGarbage(REAL, false, budget());

    Done retained = (Done) action.run(ExperimentTest::directBytes);
    assertThat(retained.experiment().action()).isEqualTo("gc");
    assertThat(retained.experiment().afterBytes()).isGreaterThanOrEqualTo(64 * MIB);

    buffers.clear();
    Done freed = (Done) new CollectGarbage(REAL, false, budget()).run(ExperimentTest::directBytes);
    assertThat(freed.experiment().beforeBytes() - freed.experiment().afterBytes())
        .isGreaterThanOrEqualTo(60 * MIB);
    assertThat(freed.experiment().pauseMillis()).isNotNegative();
  }

  @Test
  void whatDidNotHelpIsNotRepeated() {
    CollectGarbage action = new CollectGarbage(this::count, false, budget());

    assertThat(action.run(() -> Reading.known(100L))).isInstanceOf(Done.class);
    assertThat(action.run(() -> Reading.known(100L)))
        .extracting(ExperimentTest::refusal)
        .isEqualTo("No garbage collection: it did not help the last time; again in 10 min.");
    assertThat(calls).hasValue(1);
  }

  @Test
  void followsTheAccountUntilItRests() {
    AtomicInteger reads = new AtomicInteger();
    TrimNativeHeap action = new TrimNativeHeap(this::count, budget());

    Done done =
        (Done)
            action.run(
                () -> Reading.known(100 * MIB - Math.min(10, reads.getAndIncrement()) * MIB));
    assertThat(done.experiment().action()).isEqualTo("trim");
    assertThat(done.experiment().beforeBytes()).isEqualTo(100 * MIB);
    assertThat(done.experiment().afterBytes()).isEqualTo(90 * MIB);
  }

  @Test
  void userForbadeCollections() {
    assertThat(new CollectGarbage(this::count, true, budget()).run(ExperimentTest::directBytes))
        .extracting(ExperimentTest::refusal)
        .isEqualTo(
            "No garbage collection: -XX:+DisableExplicitGC forbids it; without that flag the"
                + " JVM also collects by itself when direct memory runs out.");
    assertThat(calls).hasValue(0);
  }

  @Test
  void accountThatCannotBeMeasured() {
    assertThat(new TrimNativeHeap(this::count, budget()).run(() -> Reading.unavailable("no /proc")))
        .extracting(ExperimentTest::refusal)
        .isEqualTo("No native trim: its effect cannot be measured, no /proc.");
    assertThat(calls).hasValue(0);
  }

  @Test
  void platformsWithoutATrim() {
    assertThat(
            new TrimNativeHeap(c -> Reading.unavailable("unknown command"), budget())
                .run(() -> Reading.known(1L)))
        .extracting(ExperimentTest::refusal)
        .isEqualTo("No native trim: unknown command.");
    assertThat(
            new TrimNativeHeap(c -> Reading.known("Not available.\n"), budget())
                .run(() -> Reading.known(1L)))
        .extracting(ExperimentTest::refusal)
        .isEqualTo("No native trim: this platform has none.");
  }

  @Test
  void realTrim() {
    assertThat(new TrimNativeHeap(REAL, budget()).run(() -> Reading.known(1L)))
        .isInstanceOf(Done.class);
  }

  private Reading<String> count(String command) {
    calls.incrementAndGet();
    return Reading.known(command);
  }

  private static Budget budget() {
    return new Budget(4, Duration.ofMinutes(10), () -> 0);
  }

  private static List<ByteBuffer> allocate(int mebibytes) {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < mebibytes; i++) {
      buffers.add(ByteBuffer.allocateDirect((int) MIB));
    }
    return buffers;
  }

  private static Reading<Long> directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .findFirst()
        .map(pool -> Reading.known(pool.getMemoryUsed()))
        .orElseGet(() -> Reading.unavailable("no pool"));
  }

  private static String refusal(Attempt attempt) {
    return english(((Refused) attempt).sentence());
  }
}
