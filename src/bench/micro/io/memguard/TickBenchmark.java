package io.memguard;

import io.memguard.blackbox.BlackBox;
import io.memguard.detect.Detectors;
import io.memguard.detect.Examination;
import io.memguard.ledger.Ledger;
import io.memguard.ledger.Window;
import io.memguard.snapshot.AgentCost;
import io.memguard.snapshot.Reading;
import io.memguard.snapshot.Snapshot;
import io.memguard.source.Cgroup;
import io.memguard.source.CpuClock;
import io.memguard.source.Machine;
import io.memguard.source.Neighbours;
import io.memguard.source.PageCount;
import io.memguard.source.ProcSelf;
import io.memguard.source.ResidentPageSource;
import io.memguard.source.Sampler;
import io.memguard.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a sample costs in a JVM with native memory tracking, by its parts. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Xmx192m",
      "-XX:NativeMemoryTracking=summary",
      "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED"
    })
public class TickBenchmark {
  private static final AgentCost NO_COST = new AgentCost(0, 0, 0, 0, 0, Map.of());

  /** As many as the finest history holds. */
  private static final int FULL_WINDOW = 720;

  private final Ledger ledger = new Ledger();
  private Sampler sampler;
  private Detectors detectors;
  private Snapshot snapshot;
  private Window window;
  private BlackBox box;
  private Path folder;

  @Setup
  public void open() throws IOException {
    Options options = Options.parse("");
    JvmSide jvm = JvmSide.open(options, null, Log.of("off", "text", options.language()));
    ResidentPageSource pages = new ResidentPageSource(PageCount.ofThisProcess(), System::nanoTime);
    sampler = Sampler.ofThisProcess(pages);
    sampler.add(jvm.sources());
    pages.ranges(jvm::ranges, CpuClock.ofCallingThread());
    detectors = Detectors.all(false, (name, failure) -> {});
    for (int i = 0; i < FULL_WINDOW; i++) {
      snapshot = later(sampler.sample(NO_COST), i);
      window = ledger.append(snapshot);
    }
    folder = Files.createTempDirectory("micro");
    box = BlackBox.create(folder, Map.of(), System.err::println);
  }

  @TearDown
  public void close() throws IOException {
    Files.deleteIfExists(folder.resolve(BlackBox.FILE));
    Files.deleteIfExists(folder);
  }

  /** The history is of samples five seconds apart. */
  private static Snapshot later(Snapshot taken, int ticks) {
    long nanos = TimeUnit.SECONDS.toNanos(5L * ticks);
    return taken.withKernel(
        taken.epochMillis() + nanos / 1_000_000,
        taken.nanos() + nanos,
        taken.process(),
        taken.container(),
        taken.machine());
  }

  @Benchmark
  public Snapshot askAllSources() {
    return sampler.sample(NO_COST);
  }

  @Benchmark
  public Examination examineFullWindow() {
    return detectors.examine(window, List.of());
  }

  @Benchmark
  public BlackBox writeBlackBox() {
    box.sample(snapshot, window.statement(), 1);
    return box;
  }

  /** One source after the other. */
  @State(Scope.Thread)
  public static class OneSource {
    @Param({
      "process",
      "cgroup",
      "neighbours",
      "machine",
      "pages",
      "heap",
      "non-heap",
      "buffer-pools",
      "native-memory",
      "native-heap",
      "limits"
    })
    public String name;

    private Source<?> source;

    @Setup
    public void open() {
      Options options = Options.parse("");
      Sampler.Jvm jvm =
          JvmSide.open(options, null, Log.of("off", "text", options.language())).sources();
      source =
          name.equals("pages")
              ? new EveryTime(PageCount.ofThisProcess())
              : List.<Source<?>>of(
                      ProcSelf.ofThisProcess(),
                      Cgroup.ofThisProcess(),
                      Neighbours.ofThisProcess(),
                      Machine.ofThisProcess(),
                      jvm.heap(),
                      jvm.nonHeap(),
                      jvm.buffers(),
                      jvm.nativeMemory(),
                      jvm.nativeHeap(),
                      jvm.limits())
                  .stream()
                  .filter(one -> one.name().equals(name))
                  .findFirst()
                  .orElseThrow();
    }
  }

  /** A tick counts pages only when they moved; this counts always. */
  private record EveryTime(PageCount count) implements Source<Object> {
    @Override
    public String name() {
      return "pages";
    }

    @Override
    public Reading<Object> read() {
      return count.count(List.of(), 0).map(pages -> (Object) Optional.of(pages));
    }
  }

  @Benchmark
  public Object ask(OneSource one) {
    return one.source.read();
  }
}
