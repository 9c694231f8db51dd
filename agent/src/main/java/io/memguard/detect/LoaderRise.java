package io.memguard.detect;

import io.memguard.ledger.Account;
import io.memguard.ledger.Look;
import io.memguard.ledger.Looks;
import io.memguard.ledger.Series;
import io.memguard.ledger.Trend;
import io.memguard.ledger.Trial;
import io.memguard.ledger.Window;
import io.memguard.snapshot.LoaderFamily;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Class loaders of one type that become ever more, or classes of one name pattern that do within
 * the loaders of one type. Name patterns keep the name of what a class was generated for, so a
 * framework that generates one class for each of the application's makes many patterns of few
 * classes.
 *
 * @param now the newest look
 * @param ofLoaders whether the loaders are counted, otherwise the classes of the pattern
 * @param trend of that count
 * @param gain how many more than at the first look
 */
record LoaderRise(LoaderFamily now, boolean ofLoaders, Trend trend, double gain) {
  /** So many loaders of one type are not configured, they are forgotten. */
  private static final int MANY_LOADERS = 24;

  /**
   * So many classes of one pattern in one place: loaders are dearer than classes, and a rule engine
   * or a mapper makes some hundreds and keeps them.
   */
  private static final int MANY_CLASSES = 1_000;

  /** So much of the many must have come while they were looked at. */
  private static final double SEEN_TO_COME = 0.5;

  private static final int FEWEST_LOOKS = 8;

  /** The looks before and after a collection are no further apart than this many usual gaps. */
  private static final double NEXT_LOOK = 3;

  /** Whole-heap collections of the JVM that serve for a trial that may not be made. */
  static final int COLLECTIONS_FOR_A_TRIAL = 3;

  /** A collection is survived when at least this share is still there. */
  private static final double SURVIVED = 0.9;

  /** The largest proved rise, loaders before classes. */
  static Optional<LoaderRise> of(Looks<LoaderFamily> looks) {
    return all(looks).filter(LoaderRise::isUnbounded).findFirst();
  }

  /** What grew at all, the largest first. */
  static List<LoaderRise> growing(Looks<LoaderFamily> looks) {
    return all(looks).filter(rise -> rise.gain > 0).toList();
  }

  private static Stream<LoaderRise> all(Looks<LoaderFamily> looks) {
    List<LoaderFamily> families = looks.last().map(Look::found).orElse(List.of());
    return Stream.of(true, false)
        .flatMap(
            ofLoaders ->
                families.stream()
                    .filter(family -> !family.jdk())
                    .map(family -> rise(family, ofLoaders, looks))
                    .sorted(Comparator.comparingDouble(LoaderRise::gain).reversed()));
  }

  private static LoaderRise rise(LoaderFamily now, boolean ofLoaders, Looks<LoaderFamily> looks) {
    LoaderRise unjudged = new LoaderRise(now, ofLoaders, null, 0);
    Series counts = looks.series(unjudged::isSame, unjudged::count);
    double leastGain = SEEN_TO_COME * (ofLoaders ? MANY_LOADERS : MANY_CLASSES);
    return new LoaderRise(
        now, ofLoaders, Trend.ofAnyScale(counts, leastGain), counts.last() - counts.first());
  }

  private boolean isSame(LoaderFamily other) {
    return other.type().equals(now.type()) && (ofLoaders || other.pattern().equals(now.pattern()));
  }

  private int count(LoaderFamily family) {
    return ofLoaders ? family.loaders() : family.ofPattern();
  }

  int count() {
    return count(now);
  }

  private boolean isUnbounded() {
    return count() >= (ofLoaders ? MANY_LOADERS : MANY_CLASSES)
        && trend.growing()
        && trend.points() >= FEWEST_LOOKS;
  }

  /** Samples over which the rise was seen. */
  int ticksIn(Window window) {
    double newest = window.loaders().last().orElseThrow().second();
    return window.series(Account.METASPACE).since(newest - trend.span()).size();
  }

  /**
   * Whether the newest full collection between two looks left them where they were, and more came
   * after it. Where nobody looked soon after it, what is there now may be new.
   *
   * @param mayCollect full collections were asked for; where they may not be, several of the JVM's
   *     own must do, of which a concurrent one leaves the classes of young objects loaded
   */
  boolean survivedIn(Window window, boolean mayCollect) {
    Looks<LoaderFamily> looks = window.loaders();
    double[] collections = mayCollect ? fullCollections(window) : ownCollections(window);
    for (int i = collections.length - 1; i >= 0; i--) {
      Optional<Look<LoaderFamily>> before = looks.lastUntil(collections[i]);
      // The look of the same tick is taken before the collection.
      Optional<Look<LoaderFamily>> after = looks.firstFrom(Math.nextUp(collections[i]));
      if (before.isPresent() && after.isPresent()) {
        if (after.get().second() - before.get().second() > NEXT_LOOK * looks.usualGap()) {
          return false;
        }
        int then = count(before.get());
        int later = count(after.get());
        return then > 0 && later >= SURVIVED * then && count() > then;
      }
    }
    return false;
  }

  private static double[] fullCollections(Window window) {
    return window.trials().stream()
        .filter(trial -> trial.experiment().action().equals("gc"))
        .mapToDouble(Trial::second)
        .sorted()
        .toArray();
  }

  private double[] ownCollections(Window window) {
    double newest = window.loaders().last().orElseThrow().second();
    Series live = window.liveSet().since(newest - trend.span());
    return live.size() < COLLECTIONS_FOR_A_TRIAL
        ? new double[0]
        : IntStream.range(0, live.size()).mapToDouble(live::second).toArray();
  }

  private int count(Look<LoaderFamily> look) {
    return look.found().stream().filter(this::isSame).mapToInt(this::count).sum();
  }
}
