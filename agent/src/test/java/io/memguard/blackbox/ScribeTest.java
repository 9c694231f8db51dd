package io.memguard.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.ledger.Statement;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.Reading;
import io.memguard.snapshot.Snapshot;
import io.memguard.snapshot.Ticks;
import io.memguard.source.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScribeTest {
  private static final long INTERVAL_MILLIS = 10;
  private static final long NEVER_MILLIS = 1_000_000;

  @TempDir Path life;
  private final Ticks service = new Ticks(1);
  private Thread thread;

  @AfterEach
  void end() throws InterruptedException {
    if (thread != null) {
      thread.interrupt();
      thread.join();
    }
  }

  @Test
  void theFirstSampleIsThereAtOnce() throws IOException {
    Snapshot first = service.next();

    scribe(NEVER_MILLIS, first, () -> {});

    assertThat(samples()).extracting(Sample::nanos).containsExactly(first.nanos());
  }

  /** No tick comes: the container's figures go on, the parts of the process stand. */
  @Test
  void aTickThatIsHeldUpIsStoodInFor() throws Exception {
    Snapshot first = service.next();
    CountDownLatch asked = new CountDownLatch(4);
    start(scribe(INTERVAL_MILLIS, first, asked::countDown));

    asked.await();

    List<Sample> samples = samples();
    Sample second = samples.get(1);
    assertThat(samples.size()).isGreaterThanOrEqualTo(3);
    assertThat(second.nanos()).isGreaterThan(first.nanos());
    assertThat(second.get(Figure.NON_RECLAIMABLE))
        .as("what the kernel said later")
        .isNotEqualTo(samples.get(0).get(Figure.NON_RECLAIMABLE));
    assertThat(second.get(Figure.DIRECT)).isEqualTo(samples.get(0).get(Figure.DIRECT));
  }

  @Test
  void aTickThatComesMeanwhileTakesPrecedence() throws Exception {
    CountDownLatch asked = new CountDownLatch(2);
    Scribe[] scribe = new Scribe[1];
    long[] ticked = new long[1];
    scribe[0] =
        scribe(
            INTERVAL_MILLIS,
            service.next(),
            () -> {
              if (ticked[0] == 0) {
                Snapshot tick = service.next();
                ticked[0] = tick.nanos();
                scribe[0].sample(tick, Statement.of(tick), 0);
              }
              asked.countDown();
            });
    start(scribe[0]);

    asked.await();

    assertThat(samples().get(1).nanos()).isEqualTo(ticked[0]);
    assertThat(samples()).isSortedAccordingTo((a, b) -> Long.compare(a.nanos(), b.nanos()));
  }

  /** What is asked says each time that 3 MiB more cannot be reclaimed. */
  private Scribe scribe(long intervalMillis, Snapshot first, Runnable whenAsked)
      throws IOException {
    BlackBox box = BlackBox.create(life, Map.of(), problem -> {});
    Ticks later = new Ticks(1);
    return Scribe.of(
        box,
        new Scribe.Kernel(
            source(first.process()),
            new Source<>() {
              @Override
              public String name() {
                return "container";
              }

              @Override
              public Reading<ContainerMemory> read() {
                whenAsked.run();
                later.jniMalloc += 3;
                return later.next().container();
              }
            },
            source(first.machine())),
        intervalMillis,
        first);
  }

  private static <T> Source<T> source(Reading<T> reading) {
    return new Source<>() {
      @Override
      public String name() {
        return "fixed";
      }

      @Override
      public Reading<T> read() {
        return reading;
      }
    };
  }

  private void start(Scribe scribe) {
    thread = new Thread(scribe, "scribe");
    thread.start();
  }

  private List<Sample> samples() {
    return Recording.ofLife(life).value().orElseThrow().samples();
  }
}
