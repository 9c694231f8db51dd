package io.memguard.ledger;

import io.memguard.snapshot.CompilerState;
import io.memguard.snapshot.HeapMemory;
import io.memguard.snapshot.HeapMemory.LivePoint;
import io.memguard.snapshot.LoaderFamily;
import io.memguard.snapshot.Snapshot;
import io.memguard.snapshot.ThreadFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What is remembered between ticks: the history of every account, the live set, the experiments.
 * Not thread-safe: one thread appends and asks for windows.
 */
public final class Ledger {
  private static final int MOST_TRIALS = 64;

  private final History history = new History();
  private final LiveSet liveSet = new LiveSet();
  private final LiveSet exactLiveSet = new LiveSet();
  private final NeighbourHistory neighbours = new NeighbourHistory();
  private final List<Trial> trials = new ArrayList<>();
  private Optional<LiveCount> lastCount = Optional.empty();
  private Optional<Turnover> turnover = Optional.empty();
  private Looks<ThreadFamily> threads = Looks.none();
  private Looks<LoaderFamily> loaders = Looks.none();
  private Optional<CompilerState> compiler = Optional.empty();
  private Peaks peaks = Peaks.NONE;
  private long firstNanos = Long.MIN_VALUE;

  /** Appends a tick and returns the window that ends with it. */
  public Window append(Snapshot snapshot) {
    if (firstNanos == Long.MIN_VALUE) {
      firstNanos = snapshot.nanos();
    }
    double second = (snapshot.nanos() - firstNanos) / 1e9;
    Statement statement = Statement.of(snapshot);
    Map<Account, Double> row = Row.of(snapshot, statement);
    history.append(second, row);
    peaks = peaks.with(second, row, livePoints(snapshot));
    snapshot.neighbours().value().ifPresent(present -> neighbours.append(second, present));
    append(livePoints(snapshot), TimeUnit.NANOSECONDS.toMillis(snapshot.nanos()), second);
    return new Window(
        snapshot,
        second,
        statement,
        history,
        neighbours,
        liveSet.series(),
        exactLiveSet.series(),
        lastCount,
        turnover,
        List.copyOf(trials),
        threads,
        loaders,
        compiler,
        peaks);
  }

  private static List<LivePoint> livePoints(Snapshot snapshot) {
    return snapshot.heap().value().map(HeapMemory::livePoints).orElse(List.of());
  }

  private void append(List<LivePoint> points, long nowMillis, double nowSecond) {
    liveSet.append(points, nowMillis, nowSecond);
    exactLiveSet.append(points.stream().filter(LivePoint::exact).toList(), nowMillis, nowSecond);
  }

  /** Records an experiment that has just been made. */
  public void record(Trial trial) {
    if (trials.size() == MOST_TRIALS) {
      trials.remove(0);
    }
    trials.add(trial);
  }

  /** Records a count of live objects; what it found is a live-set figure too. */
  public void record(LiveCount count) {
    lastCount = Optional.of(count);
    if (!count.refused()) {
      liveSet.append(count.second(), count.bytes());
      exactLiveSet.append(count.second(), count.bytes());
      peaks = peaks.withCount(count.bytes());
    }
  }

  /** Records what the ages of sampled objects say. */
  public void record(Turnover ages) {
    turnover = Optional.of(ages);
  }

  /** See {@link #forgetThreads}. */
  public void forgetTurnover() {
    turnover = Optional.empty();
  }

  public void record(CompilerState state) {
    compiler = Optional.of(state);
  }

  public void recordThreads(Look<ThreadFamily> look) {
    threads = threads.with(look);
  }

  public void recordLoaders(Look<LoaderFamily> look) {
    loaders = loaders.with(look);
  }

  /** The suspicion is over: what comes later is compared with itself only. */
  public void forgetThreads() {
    threads = Looks.none();
  }

  /** See {@link #forgetThreads}. */
  public void forgetLoaders() {
    loaders = Looks.none();
  }
}
