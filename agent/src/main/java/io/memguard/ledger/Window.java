package io.memguard.ledger;

import io.memguard.snapshot.CompilerState;
import io.memguard.snapshot.ContainerMemory;
import io.memguard.snapshot.LoaderFamily;
import io.memguard.snapshot.Snapshot;
import io.memguard.snapshot.ThreadFamily;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a detector may look at: the newest snapshot, its statement, and the history up to it.
 *
 * @param second the ledger's clock at the newest snapshot
 * @param neighbours the container's other processes at earlier moments
 * @param liveSet heap in use after whole-heap collections, bytes over seconds
 * @param exactLiveSet those of its points that hold no floating garbage: full collections, counts
 * @param lastCount newest count of live objects, or the refusal of one
 * @param turnover what the ages of sampled objects said when they were searched last
 * @param trials experiments of this life, oldest first
 * @param threads looks at the threads since their number was first suspected
 * @param loaders looks at the class loaders since metaspace was first suspected
 * @param compiler what the JIT compiler said when it was asked last
 * @param peaks the highest figures of this life
 */
public record Window(
    Snapshot snapshot,
    double second,
    Statement statement,
    History history,
    NeighbourHistory neighbours,
    Series liveSet,
    Series exactLiveSet,
    Optional<LiveCount> lastCount,
    Optional<Turnover> turnover,
    List<Trial> trials,
    Looks<ThreadFamily> threads,
    Looks<LoaderFamily> loaders,
    Optional<CompilerState> compiler,
    Peaks peaks) {

  public Series series(Account account) {
    return history.series(account, 0);
  }

  /**
   * The trend of an account: the resolution at which it grows most, the finest when it grows at
   * none.
   *
   * @param leastGain a gain below this is flat
   */
  public Trend trend(Account account, double leastGain) {
    return history.trend(account, leastGain);
  }

  /**
   * By how much an account moved over the last {@code seconds}; 0 when its history is shorter than
   * two points.
   */
  public double gain(Account account, double seconds) {
    Series recent = series(account).since(second - seconds);
    return recent.size() < 2 ? 0 : recent.last() - recent.first();
  }

  public OptionalLong containerLimit() {
    return snapshot.container().value().map(ContainerMemory::limit).orElse(OptionalLong.empty());
  }

  /** The newest experiment on that account. */
  public Optional<Trial> lastTrial(Account account) {
    for (int i = trials.size() - 1; i >= 0; i--) {
      if (trials.get(i).account() == account) {
        return Optional.of(trials.get(i));
      }
    }
    return Optional.empty();
  }
}
